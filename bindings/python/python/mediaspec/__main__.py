"""The `mediaspec` command: the very one that is written in Rust, in this process."""

from __future__ import annotations

import signal
import sys

from ._native import run


def main() -> int:
    """Runs the command with the arguments of the process, and returns its exit status."""
    # The command runs outside of the interpreter, which would look at an interrupt only when it has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run(["mediaspec", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
