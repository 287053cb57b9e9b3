"""One suite of promises for every database, and what is particular to each."""
