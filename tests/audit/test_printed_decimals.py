"""Tolerances follow from the decimals that are printed, whatever a standard prescribes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from builders.entered_rules import rules_of
from builders.places import SAMPLES, TEMPLATES
from builders.published_miniature import (
    enumeration,
    errors_of,
    found_by,
    package,
    says,
    share,
    table,
)
from readings.published_reading import written_word
from yugong.audit.evidence.printed_steps import narrative_step, stated_step
from yugong.audit.rule import audit
from yugong.jobs.compute import compute_budget
from yugong.published.model.package import PublishedPackage
from yugong.published.of_package import package_of
from yugong.published.word.reading import read_docx

_STYLES = ("表内", "叙述", "百分比")
_SOURCES = {"pinglu-2026": "shanxi-2025", "qinyuan-2023": "shanxi-2023"}


def prepared_standard(folder: Path, source: str, decimals: dict[str, int], unit: str) -> Path:
    """The path of a shipped standard with other decimals, its tables in another unit."""
    text = (TEMPLATES / f"{source}.yaml").read_text(encoding="utf-8")
    for style, places in decimals.items():
        text = re.sub(rf"(?m)^(  {style}: {{小数: )\d", rf"\g<1>{places}", text)
        # A zero with decimals is printed as the standard writes it: with others it is uneven.
        text = re.sub(rf'(?m)^(  {style}: .*零: )"0\.0+', r'\g<1>"0', text)
    if unit == "元":
        text = re.sub(r"(?m)^    编号: .+$", r"\g<0>" + "\n    单位: 元", text)
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    for kind in ("docx", "xlsx"):
        (folder / kind).symlink_to(TEMPLATES / kind)
    return path


def built(sample: str, decimals: dict[str, int], unit: str = "万元") -> PublishedPackage:
    """A sample built under such a standard, as `yugong build` checks it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        standard = prepared_standard(folder, _SOURCES[sample], decimals, unit)
        computed = compute_budget(SAMPLES / sample / "budget.yaml", standard=str(standard))
        word = written_word(computed, folder)
        read = read_docx(word.read_bytes(), word.name, tables=False)
    return package_of(computed.loaded.standard, computed.figures, computed.package, read)


def counted(read: PublishedPackage) -> Counter[tuple[str, str]]:
    """The number of findings by rule and severity."""
    return Counter(
        (finding.code, finding.severity.value)
        for outcome in audit(read, rules_of("TXNPUWV"))
        for finding in outcome.findings
    )


@cache
def usual(sample: str) -> Counter[tuple[str, str]]:
    return counted(built(sample, {}))


@pytest.mark.parametrize("sample", _SOURCES)
@pytest.mark.parametrize("places", [0, 1, 3])
@pytest.mark.parametrize("styles", [*((style,) for style in _STYLES), _STYLES], ids="＋".join)
def test_other_decimals_give_a_built_package_no_other_findings(
    sample: str, places: int, styles: tuple[str, ...]
) -> None:
    read = built(sample, dict.fromkeys(styles, places))

    assert counted(read) - usual(sample) == Counter()


@pytest.mark.parametrize("sample", _SOURCES)
def test_tables_in_yuan_give_a_built_package_no_other_findings(sample: str) -> None:
    read = built(sample, {}, unit="元")

    assert counted(read) - usual(sample) == Counter()


@pytest.mark.parametrize("places", [0, 1, 2, 3])
def test_a_wrong_last_decimal_of_the_narrative_is_found(places: int) -> None:
    read = built("pinglu-2026", {"叙述": places, "表内": places})
    position, total = next(
        (number, stated)
        for number, stated in enumerate(read.statements)
        if stated.subject == "收入.总计" and stated.aspect.value == "本年"
    )
    wrong = replace(total, value=total.value + Decimal(1).scaleb(-places))
    statements = (*read.statements[:position], wrong, *read.statements[position + 1 :])

    assert errors_of("N01", read) == []
    assert errors_of("N01", replace(read, statements=statements)) != []


@pytest.mark.parametrize(
    ("places", "stated", "wrong"),
    [
        (2, "12.34", 0),
        (2, "12.35", 1),
        (1, "12.3", 0),
        (1, "12.4", 1),
        (3, "12.345", 0),
        (3, "12.346", 1),
    ],
)
def test_an_amount_in_the_step_of_the_table_is_the_same_or_wrong(
    places: int, stated: str, wrong: int
) -> None:
    printed = {1: "12.3", 2: "12.34", 3: "12.345"}[places]
    spent = replace(table("预算支出总表", {"合计": {"合计": printed}}), places=places)

    read = package(says("支出.合计", stated, section="支出"), tables=[spent])

    assert len(errors_of("N01", read)) == wrong


@pytest.mark.parametrize(("stated", "wrong"), [("12.3", 0), ("12.4", 0), ("12.2", 1), ("12.5", 1)])
def test_an_amount_stated_in_a_coarser_step_may_be_either_rounding(stated: str, wrong: int) -> None:
    """A cell of 12.35 is 12.345 to 12.355 万元, so that one decimal prints 12.3 or 12.4."""
    spent = table("预算支出总表", {"合计": {"合计": "12.35"}})

    read = package(says("支出.合计", stated, section="支出"), tables=[spent])

    assert len(errors_of("N01", read)) == wrong


@pytest.mark.parametrize(
    ("places", "within", "beyond"),
    [(2, "33.35", "33.36"), (1, "33.3", "33.4"), (3, "33.345", "33.346")],
)
def test_a_share_is_right_to_its_last_decimal(places: int, within: str, beyond: str) -> None:
    """3334.44 of 10000.00 is 33.3444 percent: off by half its last decimal, or by one from two on."""
    amounts = [
        says("支出.合计", "10000.00", section="支出"),
        says("支出.项目支出", "3334.44", section="支出"),
    ]
    assert places == -int(Decimal(within).as_tuple().exponent)

    shares = [share("支出.项目支出", stated, "支出.合计", "支出") for stated in (within, beyond)]

    assert found_by("N02", package(*amounts, shares[0])) == []
    assert len(errors_of("N02", package(*amounts, shares[1]))) == 1


def shares_of(*shares: str) -> PublishedPackage:
    return package(
        *(
            share(f"一般公共预算功能.20{number}.合计", percentage, "一般公共预算.支出", "结构")
            for number, percentage in enumerate(shares, 1)
        )
    )


@pytest.mark.parametrize(
    ("shares", "count"),
    [
        (("60.01", "39.94"), 0),
        (("60.01", "39.93"), 1),
        (("60.1", "39.4"), 0),
        (("60.1", "39.3"), 1),
        (("61", "34"), 0),
        (("61", "33"), 1),
        (("60.001", "39.994"), 0),
        (("60.001", "39.993"), 1),
    ],
)
def test_shares_add_up_to_a_hundred_but_for_five_last_decimals(
    shares: tuple[str, str], count: int
) -> None:
    assert len(found_by("N02", shares_of(*shares))) == count


def test_a_round_amount_among_others_is_no_coarser_than_they_are() -> None:
    read = package(says("收入.总计", "12.34"), says("支出.合计", "50"))

    assert narrative_step(read) == Decimal("0.01")
    assert [stated_step(read, statement) for statement in read.statements] == [Decimal("0.01")] * 2


@pytest.mark.parametrize(
    ("text", "step"),
    [("1.23亿元", "100"), ("12.345万元", "0.001"), ("123元", "0.0001"), ("没有结余", "0.01")],
)
def test_a_stated_amount_has_the_step_of_its_unit_and_decimals(text: str, step: str) -> None:
    read = package(says("支出.合计", "12.34"), replace(says("收入.总计", "12.34"), text=text))

    assert stated_step(read, read.statements[1]) == Decimal(step)


@pytest.mark.parametrize(
    ("places", "offices", "training", "listed"),
    [(0, "5", "0", 0), (2, "5.00", "0.00", 1), (0, "5", "", 1)],
)
def test_an_account_printed_as_0_without_decimals_may_have_an_amount(
    places: int, offices: str, training: str, listed: int
) -> None:
    rows = {"30201": {"公用经费": offices}, "30216": {"公用经费": training}}
    labels = {"30201": "办公费", "30216": "培训费"}
    basic = replace(table("基本支出经济科目表", rows, labels=labels), places=places)
    named = enumeration("一般公共预算.公用经费", "办公费", "培训费")

    read = replace(package(tables=[basic]), enumerations=(named,))

    assert len(found_by("N06", read)) == listed
