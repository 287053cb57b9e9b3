"""The dialogs: each opens at once, is filled later, and is accepted or stays open with the reason."""
