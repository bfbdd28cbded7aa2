"""``python -m yugong``."""

from yugong.cli import main

main()
