"""The review workbook: every finding and every rule, as text, ready to print and to answer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders.samples import prepared_sample
from yugong.audit.checked import AuditResult, in_order
from yugong.audit.rule import Need, Outcome, Rule
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import PublishedPackage
from yugong.writing.review.sheet import review_workbook


def nothing(_: PublishedPackage) -> Iterator[Finding]:
    return iter(())


SUMS = Rule(
    "B009", "合计", "合计等于各项之和。", nothing, frozenset({Need.TABLES}), (Severity.ERROR,)
)
NAMES = Rule(
    "B020", "个人信息", "不出现个人信息。", nothing, frozenset({Need.FORMS}), (Severity.ERROR,)
)


def total(actual: str = "2481.31", page: int | None = 7) -> Finding:
    place = Place("甲.pdf", path="第 3 张表第 5 行第 2 列", page=page)
    evidence = ("收支总表 2481.31", "收入总表 2481.30")
    return Finding(
        "B009", place, actual, "2481.30", "核对两处。", difference="0.01", evidence=evidence
    )


def checked(*findings: Finding, unread: tuple[Finding, ...] = ()) -> AuditResult:
    standard = prepared_sample("pinglu-2026").loaded.standard
    package = PublishedPackage("甲.pdf", "pdf", standard, 2026, "某县档案馆", {}, unread=unread)
    outcomes = (
        Outcome(SUMS, tuple(findings)),
        Outcome(NAMES, not_executed="没有读到项目支出绩效目标表"),
    )
    return AuditResult(package, outcomes, in_order(findings))


def opened(given: AuditResult) -> Workbook:
    return load_workbook(io.BytesIO(review_workbook(given)))


def rows_under(sheet: Worksheet, head: str) -> list[tuple[object, ...]]:
    """The rows below the row whose first cell is this head."""
    rows = list[tuple[object, ...]](sheet.iter_rows(values_only=True))
    index = next(number for number, row in enumerate(rows) if row[0] == head)
    return rows[index + 1 :]


def test_every_finding_has_a_row_with_its_evidence_and_room_for_an_answer() -> None:
    [row] = rows_under(opened(checked(total()))["复核意见"], "序号")

    assert row == (
        1,
        "错误",
        "B009 合计不等于各项之和",
        "第 3 张表第 5 行第 2 列",
        7,
        "2481.31",
        "2481.30",
        "0.01",
        "收支总表 2481.31\n收入总表 2481.30",
        "核对两处。",
        None,
        None,
    )


def test_the_head_says_what_was_checked_and_what_came_of_it() -> None:
    sheet = opened(checked(total()))["复核意见"]

    about = "\n".join(str(sheet.cell(row, 1).value) for row in range(2, 5))
    assert "文件：甲.pdf" in about
    assert "部门：某县档案馆　　年度：2026 年　　标准：shanxi-2025" in about
    assert "错误 1 条，警告 0 条，提示 0 条，格式 0 条" in about
    assert "执行 1 条，没有执行 1 条（不等于通过）" in about


def test_a_rule_that_was_not_executed_says_why_and_has_no_count() -> None:
    rows = rows_under(opened(checked(total()))["规则执行情况"], "规则")

    assert [row[0] for row in rows] == ["B009", "B020"]
    assert rows[0][3:] == ("执行了", 1, None)
    assert rows[1][3:] == ("没有执行", None, "没有读到项目支出绩效目标表")


def test_what_was_not_read_has_a_sheet_of_its_own() -> None:
    unread = Finding("R050", Place("甲.pdf"), "收入总表", severity=Severity.WARNING)

    [row] = rows_under(opened(checked(unread=(unread,)))["读取情况"], "序号")

    assert row[:4] == (1, "警告", "R050", "全文")
    assert "收入总表" in str(row[5])


def test_a_package_without_findings_says_so_instead_of_an_empty_table() -> None:
    book = opened(checked())

    assert rows_under(book["复核意见"], "序号")[0][0] == "执行了的规则没有发现问题。"
    assert rows_under(book["读取情况"], "序号")[0][0] == "全部读到。"


def test_what_others_wrote_never_becomes_a_formula_a_link_or_a_number() -> None:
    for text in ("=1+1", "+cmd|x", "@SUM(A1)", "https://example.org", "2481.30", "-1"):
        sheet = opened(checked(total(actual=text)))["复核意见"]
        cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
        assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_a_text_longer_than_a_cell_holds_is_cut_and_shows_it() -> None:
    [row] = rows_under(opened(checked(total(actual="字" * 40_000)))["复核意见"], "序号")

    assert len(str(row[5])) == 32_767
    assert str(row[5]).endswith("字…")


def test_the_sheets_print_on_the_width_of_a_page_with_their_heads_repeated() -> None:
    for sheet in opened(checked(total())).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage is True
        assert sheet.page_setup.fitToHeight == 0  # as many pages high as it takes
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.freeze_panes == "A6"


def test_errors_come_first_then_warnings_then_the_order_of_the_rules() -> None:
    def made(code: str, severity: Severity) -> Finding:
        return Finding(code, Place(), severity=severity)

    style = made("B009", Severity.STYLE)
    findings = [style, made("B020", Severity.WARNING), made("B009", Severity.WARNING), total()]

    ordered = [(item.severity.value, item.code) for item in in_order(findings)]
    assert ordered == [("错误", "B009"), ("警告", "B009"), ("警告", "B020"), ("格式", "B009")]


def test_the_same_check_gives_the_same_bytes_without_a_clock() -> None:
    data = review_workbook(checked(total()))

    assert data == review_workbook(checked(total()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}


def test_counts_by_family_leave_out_families_without_findings() -> None:
    assert checked(total()).by_family() == {"地方规则": {Severity.ERROR: 1}}
    assert checked().by_family() == {}
    assert checked(total()).count(Severity.ERROR) == 1
