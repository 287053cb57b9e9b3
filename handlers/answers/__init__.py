"""Answers to one person: the buttons and commands that need no dialog."""
