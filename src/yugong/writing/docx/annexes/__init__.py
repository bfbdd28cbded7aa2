"""Annexes set into a Word document: their places in a template, and their markup."""
