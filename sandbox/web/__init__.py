"""The page of the sandbox: its routes, what they show and what can be done through them."""
