"""Saying something in the chat exactly once, and keeping posted cards true."""
