"""Packages that others wrote, read back into tables, statements and forms."""
