"""Rules over words, names, numbering and layout."""
