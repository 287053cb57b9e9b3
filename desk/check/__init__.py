"""The check before sending (R10): what a customer should not read. Plain text in, findings out; no I/O."""
