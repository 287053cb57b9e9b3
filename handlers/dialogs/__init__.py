"""The dialogs: opened at once, filled later, and accepted or kept open with the reason."""
