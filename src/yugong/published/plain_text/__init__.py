"""Plain text that others wrote, read into blocks."""
