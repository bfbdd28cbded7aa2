"""A reason remembers the figures it was written for, and what it says is held against them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builders.samples import prepared_sample
from builders.small_budget import PREVIOUS, budget_file
from builders.two_years import basic, project, this_year, write_two_years
from readings.command_run import run
from readings.rendered_text import sections, written
from yugong.figures.fact import Fact
from yugong.findings import Finding, FindingsError, Severity
from yugong.jobs.compute import compute_budget
from yugong.jobs.ledger import convert_ledger
from yugong.jobs.reasons import record_reasons, review_reasons
from yugong.standard.reason_checks import contradicts, quoted_figures, repeats

CHECKS = prepared_sample("pinglu-2026").loaded.standard.phrases.checks
assert CHECKS is not None
GREW = PREVIOUS.replace("总计: 1000000.00", "总计: 900000.00")


def findings_about(folder: Path, reasons: str, previous: str = GREW) -> list[Finding]:
    """Return the findings about reasons; 支出.总计 and 收入.总计 grew from 90 to 100 万元."""
    path = budget_file(folder, previous=previous, extra=f"变动原因:\n{reasons}")
    return [
        finding for finding in compute_budget(path, draft=True).findings if finding.code > "B027"
    ]


# --- memory -----------------------------------------------------------------------------------

REMEMBERED = "  支出.总计: {原因: 新进人员, 本年: 1000000.00, 上年: 900000}\n"


def test_a_reason_written_for_the_present_figures_is_left_in_peace(tmp_path: Path) -> None:
    assert findings_about(tmp_path, REMEMBERED) == []


def test_a_reason_without_figures_has_no_memory_and_is_left_in_peace(tmp_path: Path) -> None:
    assert findings_about(tmp_path, "  支出.总计: 新进人员\n") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("本年: 1000000.00", "本年: 980000"), ("上年: 900000", "上年: 900000.01")],
)
def test_a_reason_written_for_other_figures_is_stale(tmp_path: Path, old: str, new: str) -> None:
    [stale] = findings_about(tmp_path, REMEMBERED.replace(old, new))

    assert (stale.code, stale.severity) == ("B028", Severity.WARNING)
    assert stale.place.path == "变动原因.支出.总计"
    assert stale.expected == "现在上年 900000.00 元、本年 1000000.00 元"
    assert "--confirm 支出.总计" in stale.remedy
    assert stale.actual.startswith("写原因时上年 9")


def test_a_reason_that_remembers_one_figure_is_held_to_that_one(tmp_path: Path) -> None:
    assert findings_about(tmp_path, "  支出.总计: {原因: 新进人员, 本年: 1000000}\n") == []
    assert len(findings_about(tmp_path, "  支出.总计: {原因: 新进人员, 本年: 1}\n")) == 1


def test_a_stale_reason_is_marked_in_a_draft_and_only_there(tmp_path: Path) -> None:
    reasons = REMEMBERED.replace("上年: 900000", "上年: 0").replace("新进人员", "新进人员。")
    reasons += "  收入.总计: 新进人员\n"
    path = budget_file(tmp_path, previous=GREW, extra=f"变动原因:\n{reasons}")
    draft = sections(written(compute_budget(path, draft=True), tmp_path))["一"]
    final = sections(written(compute_budget(path), tmp_path))["一"]

    assert draft.count("主要原因是新进人员【原因待更新】。") == 1
    assert "【" not in final


def test_a_reason_for_a_change_below_the_threshold_is_fine(tmp_path: Path) -> None:
    previous = PREVIOUS.replace("支出.总计: 1000000.00", "支出.总计: 990000.00")
    previous = previous.replace("收入.总计: 1000000.00", "收入.总计: 990000.00")
    reasons = "  支出.总计: {原因: 新进人员, 本年: 1000000, 上年: 990000}\n"
    path = budget_file(tmp_path, previous=previous, extra=f"变动原因:\n{reasons}")

    assert compute_budget(path).findings == ()
    assert "主要原因是新进人员。" in sections(written(compute_budget(path), tmp_path))["一"]


# --- direction --------------------------------------------------------------------------------

UP = Fact("支出.总计", Decimal(1200000), previous=Decimal(1000000))
DOWN = Fact("三公.公务接待费", Decimal(800000), previous=Decimal(1000000))


@pytest.mark.parametrize(
    ("text", "fact", "words"),
    [
        ("压减一般性支出，减少会议", UP, "减少、压减"),
        ("新增档案展览项目", DOWN, "新增"),
        ("新增档案展览项目", UP, ""),
        ("压减一般性支出", DOWN, ""),
        ("新增展览项目，同时压减会议", UP, ""),
        ("展览项目开工，同时压减会议", UP, ""),
        ("压减会议，展览项目开工", UP, "压减"),
        ("上年压减力度大，基数较低", UP, ""),
        ("会议比上年减少", UP, "减少"),
        ("退休人员增加", DOWN, ""),
        ("提高公务用车使用效率", DOWN, ""),
        ("控制陪餐人数", DOWN, ""),
        ("设备采购增加", Fact("支出.总计", Decimal(5), previous=Decimal(5)), ""),
        ("首次举办档案日活动，没有安排外出", Fact("支出.总计", Decimal(50000), previous=Decimal(0)), ""),
    ],
)  # fmt: skip
def test_only_words_of_the_other_direction_are_a_contradiction(
    text: str, fact: Fact, words: str
) -> None:
    assert CHECKS is not None
    contradiction = contradicts(text, fact, CHECKS)

    assert set(contradiction.split("、")) == set(words.split("、"))


def test_a_contrary_reason_is_reported_with_the_change(tmp_path: Path) -> None:
    [contrary] = findings_about(tmp_path, "  支出.总计: 压减一般性支出\n")

    assert (contrary.code, contrary.actual) == ("B029", "压减")
    assert contrary.expected == "支出.总计 比上年增加 100000.00 元，写明与此相符的原因"


# --- substance --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费减少",
        "本年公务接待费预算比上年减少2.50万元，下降20%。",
        "公务接待费支出预算安排有所减少所致",
        "压减了经费",
    ],
)
def test_a_repetition_of_the_change_is_no_reason(text: str) -> None:
    assert CHECKS is not None
    assert repeats(text, DOWN, CHECKS)


@pytest.mark.parametrize(
    "text", ["压减接待批次", "落实过紧日子要求", "接待次数减少", "会议接待并入食堂", "按规定核定"]
)
def test_what_names_a_cause_is_a_reason(text: str) -> None:
    assert CHECKS is not None
    assert not repeats(text, DOWN, CHECKS)


def test_an_empty_reason_is_answered_with_the_draft(tmp_path: Path) -> None:
    rows = [basic("30101", "550000.00")]
    prepared = this_year(
        tmp_path,
        rows,
        [*rows, project("口述历史", "90000.00")],
        extra="变动原因: {支出.总计: 支出增加}\n",
    )
    [empty] = [finding for finding in prepared.findings if finding.code == "B030"]

    assert empty.expected.endswith("，如：新增“口述历史”项目，安排9.00万元")


# --- figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("新增展览，安排32.00万元", ["32.00万元"]),
        ("比上年增加１，２３４．５万元，增长5.1%", ["1,234.5万元", "5.1%"]),
        ("新增3个项目；核减 2000 元", ["3个项目", "2000 元"]),
        ("约30万元、近40万元、50余万元", []),
        ("每人每月200元", []),
        ("按10%压减；比例不低于5%", []),
        ("“5万元以下小额维修”开工", []),
        ("2025年第3季度", []),
    ],
)
def test_exact_figures_are_found_and_rates_and_round_ones_are_not(
    text: str, figures: list[str]
) -> None:
    assert CHECKS is not None
    assert [figure.text for figure in quoted_figures(text, CHECKS)] == figures


BEFORE = [
    basic("30101", "550000.00"),
    project("档案数字化", "320000.00"),
    project("库房租赁", "40000.00"),
]
NOW = [
    basic("30101", "600049.99"),
    project("档案数字化", "320000.00"),
    project("口述历史", "90000.00"),
]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("人员经费增加5.00万元", []),  # 50,049.99 元, rounded as shown
        ("人员经费增加5.01万元", ["5.01万元"]),
        ("人员经费增加50049.99元", []),
        ("人员经费增加50050元", []),  # to the decimals it shows
        ("人员经费增加50051元", ["50051元"]),
        ("口述历史项目安排9万元，租赁项目减少4.0万元", []),
        ("支出由91.00万元增加到101.00万元", []),
        ("新增1个项目，结束1个项目", []),
        ("新增4个项目", ["4个项目"]),
        ("比上年增长10.99%，约11%，即11.0%", []),
        ("人员经费增长9.1%", []),
        ("比上年增长11.50%", ["11.50%"]),
    ],
)
def test_a_quoted_figure_must_be_in_the_package(
    tmp_path: Path, text: str, unknown: list[str]
) -> None:
    prepared = this_year(tmp_path, BEFORE, NOW, extra=f"变动原因: {{支出.总计: '{text}'}}\n")

    assert [finding.actual for finding in prepared.findings if finding.code == "B031"] == unknown


def test_a_share_of_one_project_in_another_is_no_figure_of_the_package(tmp_path: Path) -> None:
    """However short their names, which a 类 has as many characters as."""
    now = [
        basic("30101", "600000.00"),
        project("扫描费", "300000.00"),
        project("租赁费", "700000.00"),
    ]
    text = "租赁费的42.86%用于扫描"

    prepared = this_year(tmp_path, BEFORE, now, extra=f"变动原因: {{支出.总计: '{text}'}}\n")

    assert [finding.actual for finding in prepared.findings if finding.code == "B031"] == ["42.86%"]


def test_a_cell_of_a_table_may_be_quoted_too(tmp_path: Path) -> None:
    assert findings_about(tmp_path, "  支出.总计: 其中政府经济科目对应的工资奖金安排60万元\n") == []


def test_the_reasons_of_the_samples_raise_nothing(sample_name: str) -> None:
    prepared = prepared_sample(sample_name)

    assert len([change for change in prepared.changes if change.given is not None]) >= 5
    # Of one year there is no catalogue, and a row stands under an unusual 科目.
    other = {"R008", "B012"} if sample_name == "qinyuan-2023" else set[str]()
    assert {finding.code for finding in prepared.findings} == other


# --- the command ------------------------------------------------------------------------------


def test_drafts_and_figures_are_written_in_place_and_comments_stay(tmp_path: Path) -> None:
    extra = "# 由预算股填写\n变动原因:\n  收入.总计: 开展口述历史采集  # 已核\n"
    path = write_two_years(tmp_path, BEFORE, NOW, extra=extra)
    done = record_reasons(path)
    text = path.read_text(encoding="utf-8")

    assert done.drafted == ("支出.总计", "一般公共预算.支出")
    assert done.recorded == ("收入.总计",)
    assert "# 由预算股填写" in text
    assert "原因: 开展口述历史采集" in text
    assert "本年: 1010049.99" in text
    built = compute_budget(path)
    assert not [finding for finding in built.findings if finding.code in ("B027", "B028", "B031")]
    assert record_reasons(path).drafted == ()
    assert path.read_text(encoding="utf-8") == text


def test_a_stale_reason_is_brought_up_to_date_only_when_confirmed(tmp_path: Path) -> None:
    reasons = REMEMBERED.replace("900000", "5") + REMEMBERED.replace("900000", "6").replace(
        "支出", "收入"
    )
    path = budget_file(tmp_path, previous=GREW, extra=f"变动原因:\n{reasons}")
    untouched = path.read_text(encoding="utf-8")

    assert record_reasons(path).confirmed == ()
    assert path.read_text(encoding="utf-8") == untouched
    assert record_reasons(path, write=False, confirm=["支出.总计"]).confirmed == ("支出.总计",)
    assert [finding.place.path for finding in compute_budget(path).findings] == [
        "变动原因.收入.总计"
    ]
    assert record_reasons(path, write=False, confirm_all=True).confirmed == ("收入.总计",)
    assert compute_budget(path).findings == ()


def test_a_reason_nobody_wrote_cannot_be_confirmed(tmp_path: Path) -> None:
    path = budget_file(tmp_path, previous=GREW, extra=f"变动原因:\n{REMEMBERED}")
    with pytest.raises(FindingsError) as refused:
        record_reasons(path, confirm=["支出.合计"])
    [finding] = refused.value.findings

    assert (finding.code, finding.expected) == ("B001", "是否为“支出.总计”？")


def test_a_workbook_is_never_written_over(tmp_path: Path) -> None:
    source = write_two_years(tmp_path, BEFORE, NOW)
    book = tmp_path / "budget.xlsx"
    convert_ledger(source, book)
    before = book.read_bytes()
    for out in (None, book):
        with pytest.raises(FindingsError) as refused:
            record_reasons(book, out)
        assert [finding.code for finding in refused.value.findings] == ["D009"]
    done = record_reasons(book, tmp_path / "新.xlsx")
    sheet = load_workbook(done.file)["变动原因"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_col=4)][:3]

    assert book.read_bytes() == before
    assert rows[0] == [
        "收入.总计",
        "一是新增“口述历史”项目，安排9.00万元；二是人员经费中的基本工资增加5.00万元；"
        "同时，“库房租赁”项目本年不再安排，减少4.00万元",
        1010049.99,
        910000,
    ]
    assert [row[0] for row in rows] == ["收入.总计", "支出.总计", "一般公共预算.支出"]
    assert not [finding for finding in compute_budget(done.file).findings if finding.code == "B027"]


def test_a_yaml_file_may_be_written_elsewhere_with_its_comments(tmp_path: Path) -> None:
    path = write_two_years(tmp_path, BEFORE, NOW, extra="# 由预算股填写\n")
    before = path.read_text(encoding="utf-8")
    done = record_reasons(path, tmp_path / "other.yaml")

    assert path.read_text(encoding="utf-8") == before
    assert "# 由预算股填写" in done.file.read_text(encoding="utf-8")
    assert len(done.drafted) == 3


def test_the_command_shows_what_moved_the_draft_and_the_flags(tmp_path: Path) -> None:
    extra = "变动原因: {收入.总计: {原因: 压减会议, 本年: 5}}\n"
    path = write_two_years(tmp_path, BEFORE, NOW, extra=extra)
    done = run("reasons", path)

    assert done.returncode == 0, done.stderr
    assert (
        "支出.总计：上年 91.00 万元，本年 101.00 万元，比上年增加10.00万元，增长10.99%，需要说明原因"
        in done.stdout
    )
    assert "  新增项目 口述历史：0 → 9.00，9.00\n" in done.stdout
    assert "  草稿（说明了变动的 100.00%）：一是新增“口述历史”项目" in done.stdout
    assert "警告 B028" in done.stdout
    assert "警告 B029" in done.stdout


def test_the_review_is_json_for_machines(tmp_path: Path) -> None:
    path = write_two_years(tmp_path, BEFORE, NOW)
    document = json.loads(run("reasons", path, "--json").stdout)
    change = next(entry for entry in document["变动"] if entry["编号"] == "支出.总计")

    assert change["增减"] == "100049.99"
    assert sum(Decimal(part["增减"]) for part in change["构成"]) == Decimal(change["增减"])
    assert sum(Decimal(part["增减"]) for part in change["按资金来源"]) == Decimal(change["增减"])
    assert change["采用草稿"] is True
    assert change["草稿"]["说明比例"] == "100.00"


def test_the_command_writes_and_says_what_it_wrote(tmp_path: Path) -> None:
    path = write_two_years(tmp_path, BEFORE, NOW)
    done = run("reasons", path, "--write")

    assert "写入草拟的原因：收入.总计、支出.总计、一般公共预算.支出" in done.stdout
    assert "没有要写的" in run("reasons", path, "--write").stdout
    faulty = run("reasons", path, "--confirm", "没有")
    assert (faulty.returncode, "B001" in faulty.stderr) == (2, True)


def test_what_was_written_is_json_for_machines(tmp_path: Path) -> None:
    path = write_two_years(tmp_path, BEFORE, NOW)
    document = json.loads(run("reasons", path, "--write", "--json").stdout)

    assert document["文件"] == str(path)
    assert document["写入草稿"] == ["收入.总计", "支出.总计", "一般公共预算.支出"]
    assert document["改记数字"] == []


def test_a_review_leaves_other_findings_beside(tmp_path: Path) -> None:
    review = review_reasons(budget_file(tmp_path, previous=GREW))

    assert [finding.code for finding in review.findings] == ["B013", "B013"]
    assert review.flags == {}
