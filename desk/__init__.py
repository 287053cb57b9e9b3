"""The partner desk itself: what it knows, what it does and what it needs from others. No chat, no HTTP, no SQL."""
