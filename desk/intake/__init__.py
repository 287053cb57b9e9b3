"""How tickets come in: the poll, the search and the webhook's poke."""
