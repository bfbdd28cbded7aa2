"""The parts that a sentence gives of a change: 基本支出增加 …, 项目支出减少 …."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from yugong.audit.evidence.printed_steps import narrative_step
from yugong.audit.evidence.stated import changes, listed, wan
from yugong.audit.evidence.table_names import OVERVIEW
from yugong.audit.evidence.text_words import text_words
from yugong.audit.rule import violation
from yugong.budget.money import ZERO, residue_tolerance
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import PublishedPackage
from yugong.published.model.squeezed_text import squeezed
from yugong.published.model.stated_numbers import StatedNumber, numbers_in
from yugong.published.narrative.words import narrative_words
from yugong.quick_dataclass import dataclass

_CLAUSE_ENDS = "，。;:"
_PART_ENDS = "。;:"
_WORDS = {True: "增加", False: "减少"}
_OWN_RULE = "三公."
"""Changes of 三公 and their parts are compared by a rule of their own."""


@dataclass(frozen=True, slots=True)
class StatedMove:
    """A signed amount in 万元 by which something rose or fell, as a sentence states."""

    name: str
    by: Decimal
    is_total: bool

    def __str__(self) -> str:
        return f"{self.name}{_WORDS[self.by > 0]} {wan(abs(self.by))}"


@dataclass(frozen=True, slots=True)
class _ChangeSentence:
    """A sentence with the changes it states."""

    sentence: str
    place: Place
    moves: tuple[StatedMove, ...]


def part_findings(package: PublishedPackage) -> Iterator[Finding]:
    """Parts that are not their total, and one part that goes up here and down there (N03)."""
    sentences = list(_sentences(package))
    reported: set[str] = set()
    for sentence in sentences:
        for total, parts in _totals(sentence.moves):
            for finding in _sum(package, sentence, total, parts):
                reported.update(part.name for part in parts)
                yield finding
    yield from _contradictions(sentences, reported)


def _sentences(package: PublishedPackage) -> Iterator[_ChangeSentence]:
    """Sentences that state a change, and the others of their sections.

    A sentence may go on in the next paragraph, where lines were joined wrongly.
    """
    stated = [change for change in changes(package) if not change.subject.startswith(_OWN_RULE)]
    sections = {statement.section for statement in stated}
    every = [(statement.sentence, statement.place) for statement in stated]
    every += [
        (f"{sentence}。", passage.place)
        for section in package.sections
        if section.name in sections
        for passage in section.passages
        for sentence in passage.text.split("。")
    ]
    seen: set[tuple[Place, str]] = set()
    for sentence, place in every:
        key = (place, squeezed(sentence).rstrip("。"))
        if key not in seen:
            seen.add(key)
            yield _ChangeSentence(sentence.strip(), place, tuple(moves_in(sentence)))


def moves_in(sentence: str) -> Iterator[StatedMove]:
    """Yield every amount by which something rose or fell, in the order of the sentence.

    What is new this year rose by what is set aside for it.
    """
    text = squeezed(sentence)
    words, general = text_words(), narrative_words()[1]
    moved = re.compile(rf"(?:(?P<more>{general.more})|{general.less})(?:了|约|达)*$")
    for number in numbers_in(text):
        if number.unit != "万元":
            continue
        clause = _after_last(text, _CLAUSE_ENDS, number.start)
        match = moved.search(text, clause, number.start)
        if match is not None:
            name = text[clause : match.start()]
            if not _bare(name):
                name = text[_after_last(text, _CLAUSE_ENDS, clause - 1) : clause - 1]
            total = words.compared.search(text, clause, match.start()) is not None
            by = number.value if match["more"] else -number.value
            yield StatedMove(_bare(name), by, total)
        elif _is_new(text, number):
            name = _bare(text[_after_last(text, _PART_ENDS, number.start) : number.start])
            yield StatedMove(name, number.value, False)


def _is_new(text: str, number: StatedNumber) -> bool:
    """True if an amount is the first of a part that the text calls new."""
    start = _after_last(text, _PART_ENDS, number.start)
    new = text_words().is_new.search(text, start, number.start)
    return new is not None and not any(before.start >= start for before in _before(text, number))


def _before(text: str, number: StatedNumber) -> Iterator[StatedNumber]:
    return (stated for stated in numbers_in(text[: number.start]) if stated.unit == "万元")


def _after_last(text: str, signs: str, end: int) -> int:
    return max(text.rfind(sign, 0, max(end, 0)) for sign in signs) + 1


def _bare(name: str) -> str:
    """A name without the words that only number or join parts."""
    return text_words().part_mark.sub("", name)


def _totals(moves: Sequence[StatedMove]) -> Iterator[tuple[StatedMove, list[StatedMove]]]:
    """Each change against last year with the parts named after it, where there are several."""
    for index, total in enumerate(moves):
        if total.is_total:
            later = moves[index + 1 :]
            stop = next((n for n, move in enumerate(later) if move.is_total), len(later))
            if stop > 1:
                yield total, list(later[:stop])


def _sum(
    package: PublishedPackage,
    stated: _ChangeSentence,
    total: StatedMove,
    parts: Sequence[StatedMove],
) -> Iterator[Finding]:
    """Parts that should be the whole change, or would be if one of them went the other way.

    Reasons need not name every part, so that a sum that differs says nothing by itself.
    """
    tolerance = residue_tolerance(len(parts), narrative_step(package))
    gap = sum((part.by for part in parts), ZERO) - total.by
    if abs(gap) <= tolerance:
        return
    turned = [part for part in parts if part.by and abs(gap - 2 * part.by) <= tolerance]
    whole = _are_the_whole(package, parts)
    if not turned and not whole:
        return
    evidence = [stated.sentence, *map(str, parts), f"各项之和 {total.by + gap:+,.2f} 万元"]
    what = (
        str(turned[0]) if len(turned) == 1 else f"比上年{_WORDS[total.by > 0]} {wan(abs(total.by))}"
    )
    expected = (
        f"“{turned[0].name}”改为{_WORDS[turned[0].by < 0]}后，各项之和等于总的增减"
        if len(turned) == 1
        else f"各项之和 {total.by + gap:+,.2f} 万元等于总的增减"
    )
    yield violation(
        "N03",
        stated.place,
        what,
        expected,
        severity=Severity.ERROR if whole else Severity.WARNING,
        difference=wan(-gap),
        evidence=listed(evidence),
    )


def _are_the_whole(package: PublishedPackage, parts: Sequence[StatedMove]) -> bool:
    """True if the named parts are, once each, all parts of an amount."""
    table = package.tables.get(OVERVIEW)
    left_over = table.amount("年终结转", "支出合计") if table is not None else None
    return not left_over and any(
        len(parts) == len(names)
        and all(sum(part.name.endswith(name) for part in parts) == 1 for name in names)
        for names in text_words().whole_parts
    )


def _contradictions(
    sentences: Sequence[_ChangeSentence], reported: Collection[str]
) -> Iterator[Finding]:
    """The same thing by the same amount, up in one sentence and down in another."""
    by_name: dict[tuple[str, Decimal], list[tuple[_ChangeSentence, StatedMove]]] = {}
    for sentence in sentences:
        for move in sentence.moves:
            if not move.is_total and len(move.name) > 1 and move.by:
                by_name.setdefault((move.name, abs(move.by)), []).append((sentence, move))
    for (name, amount), every in by_name.items():
        ups = [entry for entry in every if entry[1].by > 0]
        downs = [entry for entry in every if entry[1].by < 0]
        if ups and downs and name not in reported:
            fewer, more = sorted((downs, ups), key=len)
            source, move = fewer[-1]
            other = f"{name}{_WORDS[move.by < 0]} {wan(amount)}"
            yield violation(
                "N03",
                source.place,
                str(move),
                f"另有 {len(more)} 处写“{other}”，各处方向一致",
                evidence=listed([source.sentence, *(sentence.sentence for sentence, _ in more)]),
            )
