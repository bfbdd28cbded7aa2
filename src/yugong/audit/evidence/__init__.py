"""The sources of rules: printed amounts, rows, projects, indicators, word lists."""
