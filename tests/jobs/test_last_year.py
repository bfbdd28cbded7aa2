"""Last year's figures from last year's ledger, its built package, or a short list."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from builders.small_budget import LEDGER, PREVIOUS, budget_text
from builders.two_years import HEAD_2025, WHY_OF_2025
from yugong.findings import FindingsError, Severity
from yugong.jobs.build import build
from yugong.jobs.compute import ComputedBudget, compute_budget

LEDGER_2025 = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 550000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30217, 金额: 30000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2012604, 部门经济科目: 30227, 金额: 320000.00}
"""


def _last_year(folder: Path, **replaced: str) -> Path:
    path = folder / "2025" / "budget.yaml"
    path.parent.mkdir(exist_ok=True)
    parts = {"head": HEAD_2025, "ledger": LEDGER_2025, "extra": WHY_OF_2025, **replaced}
    text = budget_text(**parts)
    path.write_text(text, encoding="utf-8")
    return path


def _this_year(folder: Path, source: str, *, previous: str = "", **replaced: str) -> ComputedBudget:
    path = folder / "budget.yaml"
    extra = f"上年资料: {source}\n" + WHY_OF_2025
    text = budget_text(previous=previous, extra=extra, **replaced)
    path.write_text(text, encoding="utf-8")
    return compute_budget(path)


def _codes(error: FindingsError) -> list[str]:
    return [finding.code for finding in error.findings if finding.severity is Severity.ERROR]


def test_every_fact_has_last_years_amount_from_last_years_ledger(tmp_path: Path) -> None:
    _last_year(tmp_path)
    figures = _this_year(tmp_path, "{文件: 2025/budget.yaml}").figures
    assert figures["支出.总计"].previous == Decimal("900000.00")
    assert figures["支出.人员经费"].previous == Decimal("550000.00")
    assert figures["三公.公务接待费"].previous == Decimal("30000.00")
    assert figures["三公.合计"].previous == Decimal("30000.00")
    assert figures["功能.201.基本支出"].previous == Decimal("580000.00")
    assert figures.last is not None
    assert figures.last.has_ledger


def test_a_built_package_serves_as_well_as_its_ledger(tmp_path: Path) -> None:
    ledger = _last_year(tmp_path)
    build(ledger, tmp_path / "package", layout=False)
    from_ledger = _this_year(tmp_path, "{文件: 2025/budget.yaml}").figures
    for source in ("package", "package/数据.json"):
        from_package = _this_year(tmp_path, f"{{文件: {source}}}").figures
        for fact_id, fact in from_ledger.facts.items():
            assert from_package[fact_id].previous == fact.previous, fact_id
        assert from_package.last is not None
        assert not from_package.last.has_ledger


def test_the_list_fills_gaps_of_the_file_and_a_contradiction_is_reported(
    tmp_path: Path,
) -> None:
    _last_year(tmp_path)
    listed = "上年数:\n  支出.总计: 910000.00\n  政府采购.总额: 5.00\n"
    prepared = _this_year(tmp_path, "{文件: 2025/budget.yaml}", previous=listed)
    assert prepared.figures["支出.总计"].previous == Decimal("900000.00")
    warnings = [finding for finding in prepared.findings if finding.code == "B025"]
    assert {finding.place.path for finding in warnings} == {
        "上年数.支出.总计",
        "上年数.政府采购.总额",
    }
    assert "910000.00" in warnings[0].actual
    assert "900000.00" in warnings[0].expected


def test_the_list_alone_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    path.write_text(budget_text(), encoding="utf-8")
    figures = compute_budget(path).figures
    assert figures["支出.总计"].previous == Decimal("1000000.00")
    assert figures.last is None


def test_a_moved_account_is_followed_by_the_crosswalk(tmp_path: Path) -> None:
    """Last year 2012699 was used for what is 2012604 this year."""
    _last_year(tmp_path, ledger=LEDGER_2025.replace("2012604", "2012699"))
    plain = _this_year(tmp_path, "{文件: 2025/budget.yaml}").figures
    assert plain["功能.2012604.合计"].previous is None
    crosswalk = tmp_path / "对照.csv"
    crosswalk.write_text(
        "类型,上年编码,本年编码,说明\n功能科目,2012699,2012604,归并\n", encoding="utf-8"
    )
    moved = _this_year(tmp_path, "{文件: 2025/budget.yaml, 科目对照: 对照.csv}").figures
    assert moved["功能.2012604.合计"].previous == Decimal("900000.00")
    assert moved["支出.总计"].previous == Decimal("900000.00")


def test_the_crosswalk_holds_for_a_built_package_too(tmp_path: Path) -> None:
    ledger = _last_year(
        tmp_path,
        ledger=LEDGER_2025.replace("2012604, 部门经济科目: 30101", "2012699, 部门经济科目: 30101"),
    )
    build(ledger, tmp_path / "package", layout=False)
    (tmp_path / "对照.csv").write_text(
        "类型,上年编码,本年编码\n功能科目,2012699,2012604\n", encoding="utf-8"
    )
    figures = _this_year(tmp_path, "{文件: package, 科目对照: 对照.csv}").figures
    assert figures["功能.2012604.合计"].previous == Decimal("900000.00")


def test_a_faulty_crosswalk_is_reported_row_by_row(tmp_path: Path) -> None:
    _last_year(tmp_path)
    (tmp_path / "对照.csv").write_text(
        "类型,上年编码,本年编码\n功能科目,20126,2012604\n科目,1,2\n功能科目,201260x,2012604\n"
        "功能科目,2012699,2012604\n功能科目,2012699,2012605\n",
        encoding="utf-8",
    )
    with pytest.raises(FindingsError) as faulty:
        _this_year(tmp_path, "{文件: 2025/budget.yaml, 科目对照: 对照.csv}")
    reported = [
        (finding.code, finding.place.line)
        for finding in faulty.value.findings
        if finding.place.line
    ]
    assert sorted(reported) == [("B004", 3), ("B017", 6), ("R010", 2), ("R010", 4)]


def test_an_account_without_a_place_is_reported(tmp_path: Path) -> None:
    named = LEDGER_2025.replace(
        "功能科目: 2012604, 部门经济科目: 30217",
        "功能科目: 2012698, 功能科目名称: 旧科目, 部门经济科目: 30217",
    )
    _last_year(tmp_path, ledger=named)
    prepared = _this_year(tmp_path, "{文件: 2025/budget.yaml}")
    assert [finding.actual for finding in prepared.findings if finding.code == "B026"] == [
        "功能科目 2012698"
    ]


def test_a_file_of_another_year_or_with_faults_is_refused(tmp_path: Path) -> None:
    _last_year(tmp_path, head="标准: shanxi-2025\n年度: 2024\n")
    with pytest.raises(FindingsError) as another:
        _this_year(tmp_path, "{文件: 2025/budget.yaml}")
    assert "B024" in _codes(another.value)

    _last_year(tmp_path, ledger=LEDGER.replace("2012604", "999"))
    with pytest.raises(FindingsError) as faulty:
        _this_year(tmp_path, "{文件: 2025/budget.yaml}")
    assert "B023" in _codes(faulty.value)

    with pytest.raises(FindingsError) as absent:
        _this_year(tmp_path, "{文件: 2024/budget.yaml}")
    assert "B023" in _codes(absent.value)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("上年.zip", "R004"),
        ("上年.pdf", "B023"),
        ("数据.json", "B023"),
        ("没有.json", "R001"),
        ("无年度.json", "B023"),
    ],
)
def test_what_is_no_ledger_and_no_package_is_refused(file: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "上年.zip").write_bytes(b"PK")
    (tmp_path / "上年.pdf").write_bytes(b"%PDF-")
    (tmp_path / "数据.json").write_text('{"格式": "别的"}', encoding="utf-8")
    endless = '{"格式": "yugong-facts-1", "部门": "", "年度": Infinity, "事实": []}'
    (tmp_path / "无年度.json").write_text(endless, encoding="utf-8")
    with pytest.raises(FindingsError) as refused:
        _this_year(tmp_path, f"{{文件: {file}}}", previous=PREVIOUS)
    assert _codes(refused.value) == [code]


def test_a_data_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with (tmp_path / "数据.json").open("wb") as huge:
        huge.truncate(60_000_000)
    with pytest.raises(FindingsError) as refused:
        _this_year(tmp_path, "{文件: 数据.json}", previous=PREVIOUS)
    [finding] = refused.value.findings
    assert (finding.code, finding.actual, finding.expected) == (
        "R002",
        "数据.json",
        "不超过 50 兆字节",
    )
    assert finding.place.path == "上年资料.文件"
