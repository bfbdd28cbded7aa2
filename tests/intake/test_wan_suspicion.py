"""Amounts that look like 万元 are suspected on evidence, with nothing suspected below it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yugong.intake.wan_suspicion import wan_suspicion


def _amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("amounts", "suspected"),
    [
        (_amounts("239.92", "40.75", "128.58"), True),
        (_amounts("239.92", "40.75"), False),
        (_amounts("239.92", "40.75", "0"), False),
        (_amounts("2399231.00", "407508.00", "1285817.60"), False),
        (_amounts("1999.99", "1999.99", "1999.99"), True),
        (_amounts("2000.01", "2000.00", "1999.99"), False),
        (_amounts("499", "499", "499"), True),
        (_amounts("500", "500", "500"), False),
        (_amounts("50.5", "600", "50.5", "600"), True),
        (_amounts("50.5", "900", "900", "900"), False),
        (_amounts(*["12.34"] * 19, "10000"), True),
        (_amounts(*["12.34"] * 18, "10000"), False),
        ([], False),
    ],
)
def test_wan_is_suspected_on_evidence_alone(amounts: list[Decimal], suspected: bool) -> None:
    assert (wan_suspicion(amounts) is not None) is suspected
