"""The command line: each command parses, calls one job and prints its result."""

from yugong.cli.app import main

__all__ = ["main"]
