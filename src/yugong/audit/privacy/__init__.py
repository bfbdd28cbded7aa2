"""Rules over personal data and what a file carries unseen."""
