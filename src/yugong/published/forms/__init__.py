"""Performance forms read from print."""
