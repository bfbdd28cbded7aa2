"""Parts, relationships and hidden contents of Word and Excel files alike."""
