"""Making a backup, restoring it, and swapping the files."""
