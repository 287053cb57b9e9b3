"""Answers to one person: the buttons and commands without a dialog."""
