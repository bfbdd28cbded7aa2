"""Workbooks that others wrote, read into blocks."""
