"""A region's standard, read from data files: turns figures into tables and words."""
