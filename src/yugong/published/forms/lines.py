"""Reading a performance form that a PDF reduced to lines, with blanks between the cells.

Tests: tests/published/forms/test_reading.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from yugong.published.forms.grid import label_of_footer
from yugong.published.forms.parts import FormDraft
from yugong.published.forms.words import FormWords
from yugong.published.model.blocks import Line
from yugong.published.model.package import FormIndicator, Passage
from yugong.published.model.printed_text import joined, unmarked
from yugong.published.model.squeezed_text import squeezed

_LONGEST_CELL = 200
_SIGNS = "≥≤＞＜><=≧≦"
_VALUE_AT_END = re.compile(rf"^(?P<text>.*?[^\d.{_SIGNS}])(?P<value>[{_SIGNS}]*\d\S*)$")
_NUMBERED = re.compile(r"^\s*1[.、．]")
_AMOUNT = r"(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"


def read_lines_form(draft: FormDraft, lines: Sequence[Line], words: FormWords) -> None:
    """Read the lines of one form into its draft."""
    body: list[Line] = []
    for line in lines:
        if words.footer.match(label_of_footer(line.text)):
            draft.footers.append(Passage(unmarked(line.text), line.place))
        elif not words.year_line.match(squeezed(line.text)):
            body.append(line)
    text = "\n".join(line.text.strip() for line in body)
    heads = re.search(r"一级指标\s+二级指标.*", text)
    end = heads.start() if heads else len(text)
    _fields(draft, text[:end], body, words)
    _funds(draft, text[:end], words)
    if heads is not None:
        start = text.count("\n", 0, heads.end()) + 1
        _indicators(draft, body[start:], words)


def _label_pattern(printed: str) -> str:
    """Return a pattern of a label, which blanks and line ends may break."""
    return r"\s*".join(re.escape(character) for character in printed)


def _fields(draft: FormDraft, text: str, body: Sequence[Line], words: FormWords) -> None:
    """Read the fields in the order of the form; each ends where the next begins."""
    labels: list[tuple[int, int, str]] = []
    for printed in (*words.fields, *words.bounds, *words.side_by_side, words.targets):
        match = re.search(rf"{_label_pattern(printed)}(?=[\s：:(（]|$)", text)
        if match is not None:
            labels.append((match.start(), match.end(), printed))
    labels.sort()
    for here, following in zip(labels, [*labels[1:], (len(text), 0, "")], strict=True):
        start, end, printed = here
        value = text[end : following[0]]
        place = body[min(text.count("\n", 0, start), len(body) - 1)].place if body else draft.place
        if printed in words.fields:
            draft.add_field(words.fields[printed], joined(value).lstrip("：:"), place)
        elif printed == words.targets:
            period, year = _two_columns(value)
            names = list(words.side_by_side.values())
            draft.add_field(names[0], period, place)
            draft.add_field(names[1], year, place)


def _two_columns(text: str) -> tuple[str, str]:
    """Return the texts of two columns printed side by side, as far as the lines show them.

    The first column ends before the first numbered item of the second, or at the blank between
    the two on their first line.
    """
    lines = [line for line in text.strip().split("\n") if line.strip()]
    if not lines:
        return "", ""
    for index, line in enumerate(lines):
        if index and _NUMBERED.match(line):
            return joined("\n".join(lines[:index])), joined("\n".join(lines[index:]))
    first, _, remainder = lines[0].strip().partition(" ")
    if remainder:
        return first, joined("\n".join([remainder, *lines[1:]]))
    return joined("\n".join(lines)), ""


def _funds(draft: FormDraft, text: str, words: FormWords) -> None:
    """Read the funds; every origin is printed twice, for the period and then for the year."""
    plain = squeezed(text)
    start = plain.find(squeezed(words.period))
    if start < 0:
        return
    names = {squeezed(words.period): words.total, squeezed(words.year): words.total}
    names |= words.origins
    choice = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    seen: set[str] = set()
    for match in re.finditer(rf"(?P<name>{choice}):?{_AMOUNT}?", plain[start:]):
        name = names[match["name"]]
        side = draft.year if name in seen else draft.period
        seen.add(name)
        if match["amount"] is not None:
            side[name] = Decimal(match["amount"].replace(",", ""))


def _indicators(draft: FormDraft, lines: Sequence[Line], words: FormWords) -> None:
    rows: list[tuple[str, Line]] = []
    level = "|".join(map(re.escape, sorted(words.level1 | words.level2, key=len, reverse=True)))
    begins = re.compile(rf"\s*(?:{level})")
    for line in lines:
        if begins.match(line.text):
            rows.append((line.text.strip(), line))
        elif rows:
            rows[-1] = (rows[-1][0] + line.text.strip(), rows[-1][1])
    level1 = ""
    second = "|".join(map(re.escape, sorted(words.level2, key=len, reverse=True)))
    first = "|".join(map(re.escape, sorted(words.level1, key=len, reverse=True)))
    row_pattern = re.compile(
        rf"(?:(?P<one>{first})(?:\s+|$))?(?:(?P<two>{second})(?P<rest>.*))?$", re.DOTALL
    )
    for text, line in rows:
        match = row_pattern.match(text)
        if match is None:
            continue
        level1 = match["one"] or level1
        if match["two"]:
            indicator = _indicator(level1, match["two"], match["rest"], second, line)
            if indicator is not None:
                draft.indicators.append(indicator)


def _indicator(
    level1: str, level2: str, text: str, second: str, line: Line
) -> FormIndicator | None:
    again = max(re.finditer(second, text), key=lambda match: match.start(), default=None)
    left, right = (text[: again.start()], text[again.end() :]) if again else (text, "")
    level3, value = _level3_and_value(left.strip(), "")
    year_level3, year_value = _level3_and_value(right.strip(), value)
    if not (level3 or value or year_level3 or year_value):
        return None
    return FormIndicator(
        level1=level1,
        level2=level2,
        level3=level3,
        value=value,
        year_level2=again[0] if again else "",
        year_level3=year_level3,
        year_value=year_value,
        place=line.place,
    )


def _level3_and_value(text: str, like: str) -> tuple[str, str]:
    """Split an indicator from its value, at a blank, or without one in a narrow column."""
    name, _, value = text.rpartition(" ")
    if name:
        return name.strip(), value
    if like and text.endswith(like):
        return text.removesuffix(like), like
    glued = _VALUE_AT_END.match(text) if len(text) <= _LONGEST_CELL else None
    return (glued["text"], glued["value"]) if glued else (text, "")
