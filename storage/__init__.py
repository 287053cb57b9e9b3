"""The stores of the desk in SQLite, behind the ports of `desk`. Only this folder has SQL on the desk's tables."""
