"""Engines that write a package with a Word template."""
