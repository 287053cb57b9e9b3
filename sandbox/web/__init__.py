"""The server side of the sandbox's page: its routes and the JSON they return and accept."""
