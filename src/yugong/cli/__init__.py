"""The command line: each command a thin call of one public function."""

from yugong.cli.app import main

__all__ = ["main"]
