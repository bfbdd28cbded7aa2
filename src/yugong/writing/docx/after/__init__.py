"""A written Word file: read back, searched, compared with a person's edits, previewed."""
