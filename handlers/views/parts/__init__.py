"""What views are made of: blocks, text, buttons, and what they carry from Slack and back."""
