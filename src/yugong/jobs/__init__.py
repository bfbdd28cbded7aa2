"""The jobs of a user: a module for each, with a function and its result."""
