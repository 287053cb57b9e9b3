"""Dialogs as data: each module owns its ids, and both draws and reads."""
