"""What the desk needs from outside: Protocols in domain words, one module for each neighbour."""
