"""What must happen even if we die: durable workflows, each step one call into the desk (DESIGN.md 6)."""
