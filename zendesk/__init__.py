"""Everything Zendesk: signing in, reading tickets, writing internal notes. Nothing of httpx leaves this folder."""
