"""The parts that fuzzers share: the number of examples, and the check that only findings come.

``YUGONG_FUZZ=50`` tries fifty times as many, other ones each time; ``make fuzz`` does so.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings

from yugong.findings import Finding, FindingsError

_Test = TypeVar("_Test", bound=Callable[..., Any])

MORE = int(os.environ.get("YUGONG_FUZZ", "1"))
HANGING = 120
"""Seconds after which one case counts as hanging; an ordinary one takes less than a second."""


def fuzzed(examples: int) -> Callable[[_Test], _Test]:
    """A property tried with so many examples, the same ones unless more are asked for."""
    return settings(
        max_examples=examples * MORE,
        derandomize=MORE == 1,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if MORE > 1 else ())),
        suppress_health_check=list(HealthCheck),
    )


class HangingError(AssertionError):
    """A case that did not come to an end."""


@contextmanager
def ending() -> Iterator[None]:
    """Fail if the code inside does not end in time; without alarms (Windows) there is no limit."""
    if sys.platform == "win32":
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise HangingError(f"no end after {HANGING} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGING)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def refusal(call: Callable[[], object]) -> tuple[Finding, ...]:
    """The findings a call ends with, none where it succeeds; any other exception is a fault.

    Each finding says where it is and what to do.
    """
    findings: tuple[Finding, ...] | None = ()
    with ending():
        try:
            call()
        except FindingsError as error:
            findings = error.findings or None
    assert findings is not None, "refused without a word"
    for finding in findings:
        assert finding.remedy
        assert str(finding.place), finding
    return findings
