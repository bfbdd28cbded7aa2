"""Word files that others wrote, read into blocks."""
