"""What a person asks for: each action checks it and then hands it to the engine."""
