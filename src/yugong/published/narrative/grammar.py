"""The expressions by which the numbers of one section of a narrative are understood.

Tests: tests/published/narrative/test_statements.py.
"""

from __future__ import annotations

import re
from functools import cached_property

from yugong.budget.catalogue import Catalogue
from yugong.published.model.squeezed_text import squeezed
from yugong.published.narrative.words import GeneralWords, SectionWords, Term

_CLASS_LEVEL = 3
_ITEM_NUMBER = re.compile(r"\(?[一二三四五六七八九十\d]{1,2}[).、](?!\d)")
_BETWEEN = r"[^，。;:\d]{0,10}"
_GOES_ON = re.compile(r"(?:了|约|达|为|共|额|金额|数|预算|安排|:)*$")
_COMPARED = r"(?:与|比|较|同)?(?:上年|去年|20\d\d年)"


class Grammar:
    """The expressions for one section."""

    def __init__(
        self, words: SectionWords, general: GeneralWords, catalogue: Catalogue, year: int
    ) -> None:
        self.words = words
        self.year = year
        self.accounts = frozenset(account.name for account in catalogue.department_economic)
        terms = list(words.terms)
        if words.family:
            for account in catalogue.function:
                if len(account.code) == _CLASS_LEVEL:
                    term = Term(f"{words.family}.{account.code}.合计")
                    name = re.escape(squeezed(account.name))
                    terms += [(name, term), (rf"{name}\(类\)", term)]
                    short = name.removesuffix("支出")
                    if short != name and all(short != pattern for pattern, _ in words.terms):
                        terms.append((short + r"(?!支出)", term))
            terms.sort(key=lambda pair: len(pair[0]), reverse=True)
        self._terms = [term for _, term in terms]
        self._written = [pattern for pattern, _ in terms]
        self.same = re.compile(
            rf"{_COMPARED}[^，。;]{{0,12}}?(?P<about>{general.about})?(?:{general.same})"
        )
        self.change = re.compile(
            rf"(?:(?P<more>{general.more})|(?P<less>{general.less})){_GOES_ON.pattern}"
        )
        self.none = re.compile(rf"(?:{general.none})(?![法偿线形锡需不])")
        self.reason = re.compile(f"(?P<plain>{general.reason})|(?:{general.reason_after_change})")
        self._goes_on = re.compile(general.reason_goes_on)
        self.listing = re.compile(f"，?(?:{general.listing})")

    # The terms are long lists; a section without numbers needs neither expression.

    @cached_property
    def _label(self) -> re.Pattern[str]:
        """A name in the group of its place in the list, or a word to skip in no group."""
        parts = [f"({term})" for term in self._written]
        if self.words.skipped:
            parts.insert(0, "|".join(map(re.escape, self.words.skipped)))
        label = re.compile("|".join(parts))
        if label.groups != len(self._written):
            raise ValueError(f"a name has a group of its own: {self._written}")
        return label

    @cached_property
    def labelled(self) -> re.Pattern[str]:
        """A label with its number."""
        return re.compile(rf"(?:其中:|安排)?(?:{'|'.join(self._written)}){_BETWEEN}\d")

    def continues_reason(self, text: str, start: int, stop: int) -> bool:
        """Return true if the clause after a reason's semicolon still gives the reason.

        A clause with a reason of its own, or with the amount of a known item, does not; nor does
        one with an amount that no word such as 二是 or 同时 connects.
        """
        number = _ITEM_NUMBER.match(text, start, stop)
        first = start if number is None else number.end()
        if first == stop or self.labelled.match(text, first, stop):
            return False
        goes_on = self._goes_on.match(text, start, stop) is not None
        reason = self.reason.search(text, start, stop)
        if reason is not None and (reason["plain"] or not goes_on):
            return False
        return goes_on or not any(sign.isdigit() for sign in text[start:stop])

    def labels(self, text: str, start: int, end: int) -> list[tuple[int, int, Term]]:
        """Every word that names a number in a stretch of text: start, end, term."""
        labels = []
        for match in self._label.finditer(text, start, end):
            if match.lastindex is not None:
                labels.append((match.start(), match.end(), self._terms[match.lastindex - 1]))
        return labels

    def base(self, text: str) -> str | None:
        """Return the fact that a share is stated of, else the base of the section."""
        return next((fact for word, fact in self.words.bases if word in text), self.words.base)
