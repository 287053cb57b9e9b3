"""Messages as data: cards, answers and posts."""
