"""Measure what ``yugong check`` finds of seeded errors: ``python bench/seeded/run.py``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))

from seeded.measuring import main

if __name__ == "__main__":
    main()
