"""Rules over the tables of a package."""
