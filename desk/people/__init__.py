"""Who works at the partner: colleagues, their names and their teams."""
