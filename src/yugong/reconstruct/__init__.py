"""A ledger worked out of what a published package prints."""
