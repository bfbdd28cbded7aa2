"""The folders that tests read."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
SOURCE = ROOT / "src" / "yugong"
TEMPLATES = ROOT / "templates"
SAMPLES = ROOT / "samples"
GOLDEN = TESTS / "golden"
MADE_UP_STANDARD = TESTS / "standards" / "yunshui" / "yunshui.yaml"
