"""Contents of a file beside its pages: names of editors, revisions, hidden sheets, workbooks.

Tests: tests/audit/privacy/test_personal_data.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yugong.audit.evidence.masking import masked
from yugong.audit.evidence.printed import place_in
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Severity
from yugong.published.model.blocks import LeftOver, LeftOverKind, clipped
from yugong.published.model.package import PublishedPackage

_NOT_READ = (
    LeftOverKind.REVISION,
    LeftOverKind.COMMENT,
    LeftOverKind.HIDDEN_TEXT,
    LeftOverKind.HIDDEN_SHEET,
    LeftOverKind.HIDDEN_CELLS,
)
_PERSONAL_NAME = 4
_SHOWN = 5
_LENGTH = 40
_HIDDEN_SHEET = "隐藏的“"
"""The mark of a hidden sheet of a workbook inside the file: 隐藏的“表名”."""


@rule(
    "V05",
    "文件属性里有个人信息",
    "在“文件—信息—检查文档”中删去属性和个人信息。",
    severities=[Severity.WARNING, Severity.INFO],
    needs=[Need.FILE],
)
def no_personal_properties(package: PublishedPackage) -> Iterator[Finding]:
    """文件属性的作者、最后修改者等栏没有个人姓名。"""
    for left in package.left_overs:
        if left.kind is not LeftOverKind.PERSONAL:
            continue
        name, _, value = left.text.partition("：")
        person = _is_person(value.strip())
        yield violation(
            "V05",
            left.place,
            f"{name}：{value.strip()[:1]}某" if person else masked(left.text),
            "留空",
            severity=Severity.WARNING if person else Severity.INFO,
        )


def _is_person(value: str) -> bool:
    return (
        2 <= len(value) <= _PERSONAL_NAME
        and all("\u4e00" <= char <= "\u9fff" for char in value)
        and value[0] in word_list("privacy.yaml")["姓"]
        and not any(word in value for word in word_list("privacy.yaml")["非人名"])
    )


@rule(
    "V06",
    "留有修订、批注或隐藏内容",
    "接受全部修订、删去批注和隐藏内容后再公开。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FILE],
)
def nothing_hidden(package: PublishedPackage) -> Iterator[Finding]:
    """文件里没有修订痕迹、批注、隐藏的文字、行列和工作表。"""
    for kind in _NOT_READ:
        same = _of_kind(package, kind)
        if same:
            is_doubtful = kind is LeftOverKind.HIDDEN_CELLS
            yield _finding("V06", same, Severity.WARNING if is_doubtful else Severity.ERROR)


@rule(
    "V07",
    "随文件带出数据或链接",
    "把图粘贴为图片，断开外部链接，删去宏。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FILE],
)
def nothing_carried_along(package: PublishedPackage) -> Iterator[Finding]:
    """图表后面的工作簿没有隐藏的工作表，文件不带宏，不链接外部文件。"""
    embedded = _of_kind(package, LeftOverKind.EMBEDDED)
    for same, severity in (
        ([left_over for left_over in embedded if _HIDDEN_SHEET in left_over.text], Severity.ERROR),
        (_of_kind(package, LeftOverKind.MACRO), Severity.ERROR),
        (_files_outside(package), Severity.WARNING),
    ):
        if same:
            yield _finding("V07", same, severity)


def _of_kind(package: PublishedPackage, kind: LeftOverKind) -> list[LeftOver]:
    return [left_over for left_over in package.left_overs if left_over.kind is kind]


def _files_outside(package: PublishedPackage) -> list[LeftOver]:
    """Links to files; an address of a web page in the text is no concern."""
    return [
        left_over
        for left_over in _of_kind(package, LeftOverKind.EXTERNAL)
        if not left_over.text.lower().startswith(("http", "mailto"))
    ]


def _finding(code: str, same: Sequence[LeftOver], severity: Severity) -> Finding:
    return violation(
        code,
        same[0].place,
        f"{same[0].kind} {len(same)} 处",
        "没有",
        severity=severity,
        evidence=[
            f"{place_in(left_over.place)}：{clipped(masked(left_over.text), _LENGTH)}"
            for left_over in same[:_SHOWN]
        ],
    )
