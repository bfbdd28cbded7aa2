"""What rules look things up in: printed amounts, rows, projects, indicators, word lists."""
