"""Packages that others published, read into paragraphs and grids; what they mean comes later."""
