"""The narrative read into sections and stated numbers."""
