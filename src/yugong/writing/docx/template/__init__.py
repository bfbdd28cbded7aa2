"""A Word template: its parts and tags, checked and compiled."""
