"""The command line: each command parses, calls one job and prints its result."""

import atexit
import gc


def main() -> None:
    """Run the command line as a program of its own."""
    gc.disable()  # one short job whose data lives to its end: collecting would only cost time
    atexit.register(gc.freeze)  # nor need the interpreter look through it when it ends
    from yugong.cli.app import main as run

    run()


__all__ = ["main"]
