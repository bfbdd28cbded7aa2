"""What Word and Excel files share: parts, relationships, hidden contents."""
