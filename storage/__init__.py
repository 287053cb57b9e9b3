"""What we remember: SQLite behind the desk's ports. SQL is written in this folder only."""
