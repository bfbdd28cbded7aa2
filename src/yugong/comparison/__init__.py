"""Two editions of a package compared: figures, tables, running text, performance forms."""
