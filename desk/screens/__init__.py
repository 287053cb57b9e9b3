"""What one person sees: queue, Home, details, what waits, status, record."""
