"""The rules by which any published package is checked."""
