"""The statements of the narrative: every number with its subject and its change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from decimal import Decimal

from yugong.budget.catalogue import Catalogue
from yugong.findings import Finding, Kind, Place, Severity
from yugong.published.model.package import Aspect, Enumeration, Passage, Section, Statement
from yugong.published.model.squeezed_text import Squeezed, squeeze
from yugong.published.model.stated_numbers import NUMBER, StatedNumber, numbers_in
from yugong.published.narrative.grammar import Grammar
from yugong.published.narrative.words import Term, narrative_words
from yugong.quick_dataclass import dataclass

_LONGEST = 20_000
"""No paragraph of a narrative has as many characters; a longer one is not understood."""

_NAME_AFTER_NUMBER = 40
_ITEMS = re.compile(r"[、，,]")
_LAST_TWO = re.compile(r"(?<=.)(?:以及|和|及)(?=.)")
_REST = re.compile(r"等(?:各项|方面|费用|内容)?(?:的?支出)?$")
_AMOUNT = re.compile(rf"{NUMBER}(?:万元|亿元|元)")
_BEFORE = re.compile(
    r"(?:上年|去年|20\d\d年)(?:度)?(?:的)?(?:年初)?(?:预算|安排|执行)?(?:数|额)?(?:为|是|:)?$"
)
_NEVER = re.compile(r"本年(?:预算)?(?:和|与|及)上年(?:预算)?均(?:未|没有)(?:安排|编列|编制)")
_NOT_BEFORE = re.compile(r"上年(?:度)?(?:预算)?(?:未|没有)(?:安排|编列|编制)")
_SHARE = re.compile(r"占(?P<base>[^，。;:()占]*?(?:\([^()]*\)[^，。;:()占]*?)?)$")
_ALL = re.compile(r"(?:均|都|各)(?:为|是)?$")


@dataclass(frozen=True, slots=True)
class Narrative:
    """The statements of a narrative.  ``unread`` are findings on amounts that no word names."""

    statements: tuple[Statement, ...]
    enumerations: tuple[Enumeration, ...]
    unread: tuple[Finding, ...]


def read_statements(sections: Iterable[Section], catalogue: Catalogue, year: int) -> Narrative:
    """Read every number of the sections with known words, in the order of the text.

    ``year`` is that of the budget; a number stated for the year before is last year's.
    """
    statements: list[Statement] = []
    enumerations: list[Enumeration] = []
    unread: list[Finding] = []
    words, general = narrative_words()
    for section in sections:
        section_words = next(
            (entry for entry in words if entry.name == section.name and entry.terms), None
        )
        if section_words is None:
            continue
        grammar = Grammar(section_words, general, catalogue, year)
        for passage in section.passages:
            reading = _Reading(grammar, passage)
            reading.read()
            statements += reading.statements
            enumerations += reading.enumerations
            if reading.unread:
                unread.append(
                    Finding(
                        Kind.STATED_NUMBER_NOT_UNDERSTOOD,
                        passage.place,
                        actual="、".join(reading.unread),
                        severity=Severity.INFO,
                    )
                )
    return Narrative(tuple(statements), tuple(enumerations), tuple(unread))


@dataclass(slots=True)
class _Reading:
    """One passage while it is being read."""

    grammar: Grammar
    passage: Passage
    statements: list[Statement] = field(default_factory=list)
    enumerations: list[Enumeration] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    squeezed: Squeezed = field(init=False)
    text: str = field(init=False)
    term: Term | None = None
    owner: str = ""
    group: str = ""
    changed: str = ""
    amount: str = ""
    renames: dict[str, str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.squeezed = squeeze(self.passage.text)
        self.text = self.squeezed.text

    def read(self) -> None:
        """Read number by number: the text between two numbers names the second."""
        position = 0
        numbers = list(numbers_in(self.text))
        if len(self.text) > _LONGEST:
            self.unread += [
                self.squeezed.print_of(number.start, number.end) for number in numbers[:1]
            ]
            return
        coming = 0
        while True:
            while coming < len(numbers) and numbers[coming].start < position:
                coming += 1
            number = numbers[coming] if coming < len(numbers) else None
            end = number.start if number is not None else len(self.text)
            span = self._reason_or_listing(position, end)
            if span is not None:
                start, stop = span
                self._words(position, start)
                position = stop
                continue
            self._words(position, end)
            if number is None:
                return
            inside = next((m for m in self._label_over(position, number)), None)
            if inside is not None:
                # A threshold (50万元以上的设备) is part of a name, not a number stated.
                position = self._named(inside, numbers)
                continue
            if not self._number(position, number):
                self._not_understood(number)
            position = number.end

    # --- what is cut out first: reasons and lists of names ----------------------------------

    def _reason_or_listing(self, start: int, end: int) -> tuple[int, int] | None:
        match = self.grammar.reason.search(self.text, start, end)
        if match is not None:
            last = self.statements[-1].aspect if self.statements else None
            after_change = last in (Aspect.CHANGE, Aspect.RATE)
            if match["plain"] or after_change:
                stop = self._reason_end(match.end())
                self._give_reason(self.squeezed.print_of(match.end(), stop))
                return match.start(), stop
        match = self.grammar.listing.match(self.text, start)
        if match is not None and start and self.amount:
            stop = self._clause_end(match.end())
            if not _AMOUNT.search(self.text, match.end(), stop):
                self._list(match.end(), stop)
                return start, stop
        return None

    def _reason_end(self, start: int) -> int:
        """Return the end of a reason: of its sentence, unless another item begins before."""
        stop = self._clause_end(start)
        while stop < len(self.text) and self.text[stop] == ";":
            coming = self._clause_end(stop + 1)
            if not self.grammar.continues_reason(self.text, stop + 1, coming):
                break
            stop = coming
        for comma in range(start, stop):
            if self.text[comma] == "，" and self.grammar.labelled.match(self.text, comma + 1, stop):
                return comma
        return stop

    def _clause_end(self, start: int) -> int:
        ends = [end for sign in "。;" if (end := self.text.find(sign, start)) >= 0]
        return min(ends, default=len(self.text))

    def _give_reason(self, reason: str) -> None:
        if not self.changed:
            return
        for index, statement in enumerate(self.statements):
            is_change = statement.aspect in (Aspect.CHANGE, Aspect.RATE)
            if statement.subject == self.changed and is_change and not statement.reason:
                self.statements[index] = replace(statement, reason=reason)

    def _list(self, start: int, stop: int) -> None:
        printed = self.squeezed.print_of(start, stop)
        items = [item.strip() for item in _ITEMS.split(_REST.sub("", printed))]
        if items and items[-1] not in self.grammar.accounts:
            items[-1:] = _LAST_TWO.split(items[-1])
        names = [item for item in items if item]
        if names:
            self.enumerations.append(
                Enumeration(self.amount, tuple(names), printed, self.grammar.words.name, self.place)
            )

    # --- words without a number -------------------------------------------------------------

    def _words(self, start: int, end: int) -> None:
        """Read statements without a number: unchanged, none, in neither year."""
        for match in self.grammar.same.finditer(self.text, start, end):
            if not match["about"]:
                self._unchanged(match, start)
        for match in _NEVER.finditer(self.text, start, end):
            subject = self._subject_in(start, match.start())
            self._state(subject, Aspect.PREVIOUS, Decimal(0), match.start(), match.end())
            self._unchanged(match, start)
        for match in _NOT_BEFORE.finditer(self.text, start, end):
            if not _NEVER.search(self.text, max(0, match.start() - 6), match.end()):
                subject = self._subject_in(start, match.start())
                self._state(subject, Aspect.PREVIOUS, Decimal(0), match.start(), match.end())
        for match in self.grammar.none.finditer(self.text, start, end):
            self._none(match, end)

    def _unchanged(self, match: re.Match[str], start: int) -> None:
        subject = self._subject_in(start, match.start())
        self.changed = subject
        self._state(subject, Aspect.CHANGE, Decimal(0), match.start(), match.end(), 0)

    def _subject_in(self, start: int, end: int) -> str:
        """The fact named last in a stretch of text, else the one a change would be about."""
        labels = self.grammar.labels(self.text, start, end)
        return labels[-1][2].any_fact(self.group) if labels else self.owner

    def _none(self, match: re.Match[str], end: int) -> None:
        stop = next(
            (position for position in range(match.end(), end) if self.text[position] in "，。;"),
            end,
        )
        if stop == end and end < len(self.text) and self.text[end].isdigit():
            return
        for _, last, term in self.grammar.labels(self.text, match.end(), stop):
            subject = term.any_fact(self.group)
            self._state(subject, Aspect.VALUE, Decimal(0), match.start(), last)

    # --- numbers ----------------------------------------------------------------------------

    def _label_over(self, start: int, number: StatedNumber) -> Iterator[tuple[int, int, Term]]:
        end = min(number.end + _NAME_AFTER_NUMBER, len(self.text))
        for label in self.grammar.labels(self.text, start, end):
            if label[0] <= number.start and label[1] > number.start:
                yield label
            if label[0] > number.start:
                return

    def _named(self, label: tuple[int, int, Term], numbers: list[StatedNumber]) -> int:
        """A name with a number in it, and the number it names."""
        start, end, term = label
        clause = max(self.text.rfind(sign, 0, start) for sign in "，。;") + 1
        if self.grammar.none.search(self.text, clause, start):
            self._state(term.any_fact(self.group), Aspect.VALUE, Decimal(0), clause, end)
            return end
        following = next((candidate for candidate in numbers if candidate.start >= end), None)
        if following is None or self._sentence(start) != self._sentence(following.start):
            return end
        fact = term.fact_in(following.unit, self.group)
        if fact is None:
            return end
        self._value(term, fact, following, start)
        return following.end

    def _number(self, start: int, number: StatedNumber) -> bool:
        labels = [
            label
            for label in self.grammar.labels(self.text, start, number.start)
            if not label[2].only_none
        ]
        change = self.grammar.change.search(self.text, start, number.start)
        if change is not None and change.end() == number.start:
            return self._change(labels, change, number)
        if number.unit == "%":
            return self._percent(start, labels, number)
        if self._is_before(start, number):
            subject = labels[-1][2].fact_in(number.unit, self.group) if labels else self.owner
            return self._state(
                subject or "", Aspect.PREVIOUS, number.value, start, number.end, text_from=start
            )
        return self._amount(start, labels, number)

    def _is_before(self, start: int, number: StatedNumber) -> bool:
        match = _BEFORE.search(self.text, start, number.start)
        if match is None:
            return False
        stated = re.search(r"20\d\d", match[0])
        return stated is None or int(stated[0]) == self.grammar.year - 1

    def _change(
        self,
        labels: list[tuple[int, int, Term]],
        match: re.Match[str],
        number: StatedNumber,
    ) -> bool:
        rate = number.unit == "%"
        named = [label for label in labels if label[1] <= match.start()]
        if named:
            self.changed = named[-1][2].any_fact(self.group)
        elif not rate or not self.changed:
            self.changed = self.owner
        return self._state(
            self.changed,
            Aspect.RATE if rate else Aspect.CHANGE,
            number.value,
            match.start(),
            number.end,
            1 if match["more"] else -1,
        )

    def _percent(
        self, start: int, labels: list[tuple[int, int, Term]], number: StatedNumber
    ) -> bool:
        share = _SHARE.search(self.text, start, number.start)
        if share is None and not (
            self.grammar.words.base and self.text[start : number.start] == "("
        ):
            return False
        subject = self.amount
        before = [label for label in labels if share is not None and label[1] <= share.start()]
        if before:
            subject = before[-1][2].any_fact(self.group)
        base = self.grammar.base(share["base"] if share else "")
        return self._state(
            subject, Aspect.SHARE, number.value, share.start() if share else start, number.end,
            base=base,
        )  # fmt: skip

    def _amount(
        self, start: int, labels: list[tuple[int, int, Term]], number: StatedNumber
    ) -> bool:
        for word, term in self.grammar.words.after:
            if self.text.startswith(word, number.end):
                fact = term.fact_in(number.unit, self.group)
                if fact is not None:
                    self._value(term, fact, number, number.start)
                    return True
        sentence = self._sentence(number.start)
        fitting = [
            (position, term, fact)
            for position, _, term in labels
            if (fact := term.fact_in(number.unit, self.group)) is not None
            and self._sentence(position) == sentence
        ]
        if fitting and _ALL.search(self.text, start, number.start):
            clause = self.text.rfind("，", start, number.start)
            for position, term, fact in fitting:
                if position > clause:
                    self._value(term, fact, number, position)
            return True
        if fitting:
            position, term, fact = fitting[-1]
            self._value(term, fact, number, position)
            return True
        if self.term is not None:
            carried = self.term.fact_in(number.unit, self.group)
            meant = self.renames.get(carried or "", carried)
            if carried is not None and (meant, number.unit) not in self.used:
                self._value(self.term, carried, number, start)
                return True
        return False

    def _value(self, term: Term, fact: str, number: StatedNumber, start: int) -> None:
        self.renames.update(term.renames)
        fact = self.renames.get(fact, fact)
        self.used.add((fact, number.unit))
        self.group = fact.split(".")[0]
        self.owner = term.changed(fact, self.group)
        self.term = term
        if number.unit == "万元":
            self.amount = fact
        self._state(fact, Aspect.VALUE, number.value, start, number.end)

    def _state(
        self,
        subject: str,
        aspect: Aspect,
        value: Decimal,
        start: int,
        end: int,
        direction: int | None = None,
        base: str | None = None,
        text_from: int | None = None,
    ) -> bool:
        if not subject:
            return False
        first, last = self._sentence(end - 1)
        self.statements.append(
            Statement(
                subject=subject,
                aspect=aspect,
                value=value,
                text=self.squeezed.print_of(start if text_from is None else text_from, end),
                section=self.grammar.words.name,
                sentence=self.squeezed.print_of(first, last),
                place=self.place,
                direction=direction,
                base=base,
            )
        )
        return True

    def _sentence(self, position: int) -> tuple[int, int]:
        start = self.text.rfind("。", 0, position) + 1
        end = self.text.find("。", position)
        return start, len(self.text) if end < 0 else end + 1

    @property
    def place(self) -> Place:
        return self.passage.place

    def _not_understood(self, number: StatedNumber) -> None:
        # Without any amount before it a percentage is a target, not part of the account.
        if number.unit == "万元" or (number.unit == "%" and self.amount):
            self.unread.append(self.squeezed.print_of(number.start, number.end))
