"""Office files as packages: limits, parts, relationships, styles, tables; typed errors."""
