"""A published document as values: blocks, tables, sections, stated numbers, forms."""
