"""Personal data in a package; findings print it masked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yugong.audit.evidence.masking import (
    identity_numbers,
    masked_name,
    masked_number,
    mobile_numbers,
)
from yugong.audit.evidence.printed import (
    Part,
    Printed,
    TextMatch,
    findings_from_matches,
    matches_in,
    printed,
)
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.blocks import Grid
from yugong.published.model.package import PublishedPackage
from yugong.published.model.printed_text import CHINESE, is_chinese, likeness

_NAMED_LEAST, _NAMED_MOST = 6, 24
_BESIDE = 4
_FOOTER_LENGTH = 500
_LIKE = 80
_PHONE = re.compile(r"1[\dXx*＊×]{10}(?![\d])")


@rule("V01", "有手机号码", "删去，或改成办公电话。", severities=[Severity.ERROR], needs=[Need.TEXT])
def no_mobile_numbers(package: PublishedPackage) -> Iterator[Finding]:
    """公开的文本里没有手机号码。"""
    return findings_from_matches("V01", _numbers(package, mobile_numbers, "不含手机号码"))


@rule(
    "V02",
    "责任人栏或文字里有个人姓名",
    "删去姓名，栏目留空。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.TEXT],
)
def no_names(package: PublishedPackage) -> Iterator[Finding]:
    """表尾的负责人、经办人、填表人、联系电话留空，文字里没有个人姓名。"""
    yield from findings_from_matches("V02", _in_footers(package))
    yield from findings_from_matches("V02", _veiled(package))
    yield from findings_from_matches("V02", _slipped_in(package))


@rule(
    "V03",
    "点名领导",
    "写文件名称、文号，不写某人批示。",
    severities=[Severity.ERROR],
    needs=[Need.TEXT],
)
def no_named_leaders(package: PublishedPackage) -> Iterator[Finding]:
    """立项依据等文字不写某位领导的姓名和批示。"""
    words = word_list("privacy.yaml")
    leader = re.compile(
        rf"(?P<name>[{words['姓']}](?:{CHINESE}{{1,2}})?)(?P<post>(?:副)?(?:{words['职务']}))"
        rf"(?=[^，。；]{{0,6}}(?:{words['批示']}))"
    )
    return findings_from_matches("V03", _leaders(package, leader, tuple(words["非名"])))


@rule("V04", "有身份证号码", "删去身份证号码。", severities=[Severity.ERROR], needs=[Need.TEXT])
def no_identity_numbers(package: PublishedPackage) -> Iterator[Finding]:
    """公开的文本里没有身份证号码。"""
    return findings_from_matches("V04", _numbers(package, identity_numbers, "不含身份证号码"))


def _numbers(
    package: PublishedPackage, numbers_in: Callable[[str], Iterator[str]], expected: str
) -> Iterator[TextMatch]:
    for piece in printed(package):
        for number in numbers_in(piece.text):
            start = piece.text.find(number)
            hidden = masked_number(number)
            yield TextMatch(hidden, expected, piece, start, start + len(number), Severity.ERROR)


def _in_footers(package: PublishedPackage) -> Iterator[TextMatch]:
    words = word_list("privacy.yaml")
    field = re.compile(
        rf"(?<!{CHINESE})(?P<label>{words['责任栏']}|{words['电话栏']})\s*(?:[（(][^）)]*[）)])?"
        rf"\s*[：:]\s*(?P<value>.*?)\s*(?=(?:{words['下一栏']})\s*[：:]|$)"
    )
    for piece in _with_rows(package):
        if len(piece.text) > _FOOTER_LENGTH or not ("：" in piece.text or ":" in piece.text):
            continue
        for match in field.finditer(piece.text):
            value = match["value"].strip()
            if re.fullmatch(words["责任栏"], match["label"]):
                name = _name_in(value)
                if name:
                    what = f"{match['label']}：{masked_name(name)}"
                    yield TextMatch(what, "栏目留空", piece, *match.span("label"), Severity.ERROR)
            elif (phone := _PHONE.search(value)) and not any(mobile_numbers(value)):
                what = f"{match['label']}：{masked_number(phone[0])}"
                yield TextMatch(what, "栏目留空", piece, *match.span("label"), Severity.ERROR)


def _name_in(value: str) -> str:
    """The name a field holds: two to four characters that are no word for a post or a body."""
    first = re.split(r"[\s，,、；;/]", value, maxsplit=1)[0]
    if not (2 <= len(first) <= 4 and is_chinese(first)):
        return ""
    words = word_list("privacy.yaml")
    return "" if any(word in first for word in words["非人名"]) else first


def _with_rows(package: PublishedPackage) -> Iterator[Printed]:
    """Yield all texts, and the rows of forms with label and value in two cells."""
    label = re.compile(
        rf"(?:{word_list('privacy.yaml')['责任栏']}|{word_list('privacy.yaml')['电话栏']})\s*[：:]?"
    )
    yield from printed(package)
    annexed = (block for annex in package.annexes for block in annex.blocks)
    for block in (*package.other_blocks, *annexed):
        if not isinstance(block, Grid):
            continue
        for index, row in enumerate(block.rows):
            for column, text in enumerate(row[:-1]):
                if label.fullmatch(text.strip()) and row[column + 1].strip():
                    joined = f"{text.strip().rstrip('：:')}：{row[column + 1].strip()}"
                    yield Printed(joined, block.place_of(index, column + 1), Part.FORM)


def _veiled(package: PublishedPackage) -> Iterator[TextMatch]:
    """Report a family name before 某: a name that is half hidden or typed by mistake."""
    words = word_list("privacy.yaml")
    pieces = [piece for piece in printed(package, Part.NARRATIVE, Part.FORM) if "某" in piece.text]
    if not pieces:
        return
    veiled = re.compile(rf"[{words['姓']}]某(?![{words['某后']}])")
    for piece, match in matches_in(pieces, veiled):
        if match.start() and piece.text[match.start() - 1] == "某":
            continue
        yield TextMatch(match[0], "不含人名", piece, *match.span(), Severity.WARNING)


def _slipped_in(package: PublishedPackage) -> Iterator[TextMatch]:
    """A name typed by mistake before words that a cell beside repeats: 耿某办公区取暖面积."""
    family_names = frozenset(word_list("privacy.yaml")["姓"])
    cells = list(printed(package, Part.FORM))
    everything = "\n".join(piece.text for piece in printed(package))
    for index, piece in enumerate(cells):
        text = piece.text.strip()
        if not _NAMED_LEAST <= len(text) <= _NAMED_MOST or text[0] not in family_names:
            continue
        if not is_chinese(text[1]):
            continue
        neighbours = (near.text.strip() for near in cells[max(index - _BESIDE, 0) : index])
        remainder = text[2:]
        alike = any(near != text and likeness(near, remainder) >= _LIKE for near in neighbours)
        # A word is used more than once in a package; a name typed by mistake is not.
        if alike and everything.count(text[:2]) == 1:
            what = f"{masked_name(text[:2])}{remainder}"
            hidden = Printed(what, piece.place, piece.part)
            yield TextMatch(what, "不含人名", hidden, 0, len(what), Severity.WARNING)


def _leaders(
    package: PublishedPackage, leader: re.Pattern[str], not_names: tuple[str, ...]
) -> Iterator[TextMatch]:
    for piece, match in matches_in(printed(package, Part.NARRATIVE, Part.FORM), leader):
        if any(word in match["name"] for word in not_names):
            continue
        what = masked_name(match["name"] + "某") if len(match["name"]) == 1 else ""
        what = what or masked_name(match["name"])
        hidden = Printed(
            piece.text.replace(match["name"], what[: len(match["name"])]),
            piece.place,
            piece.part,
        )
        yield TextMatch(f"{what}{match['post']}", "不点名", hidden, *match.span(), Severity.ERROR)
