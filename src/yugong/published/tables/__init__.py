"""Printed tables recognised as tables of a standard."""
