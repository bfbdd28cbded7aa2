"""The rules a published package is checked by, wherever it came from."""
