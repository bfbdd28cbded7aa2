"""The standards that come with the program: data files only."""
