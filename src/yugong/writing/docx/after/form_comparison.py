"""The project forms of a written document compared with those of the package.

Tests: tests/writing/docx/after/test_readback.py.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from pathlib import Path

from yugong.standard.names import Names
from yugong.standard.package import Package
from yugong.writing.docx.template.written_rows import FORM_NAME, FORMS, Region, WrittenLoop

_FUNDS = ("年度资金", "实施期资金")
BODY = "word/document.xml"
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_SEPARATOR = re.compile(r"<w:(?:tab/|br[ /]|cr/)")
_NUMBER = re.compile(r"[0-9,.-]+")
Texts = Sequence[str]


class FormComparison:
    """Reports each form of a package that a document lacks, and each amount a form lacks.

    ``differ`` is given the place, what the document has there and what it should have.
    """

    def __init__(self, package: Package, differ: Callable[[str, str, str], None]) -> None:
        forms = package.context.get(FORMS, ())
        self._forms = [form for form in forms if isinstance(form, Names)]
        self._differ = differ

    def read(self, written: Iterable[tuple[str, WrittenLoop, Texts]]) -> None:
        """Compare the forms with what each pass of a loop has written.

        A pass has the project's name, or none if its loop writes all forms in their order.
        """
        passes: Counter[WrittenLoop] = Counter()
        named: list[tuple[str, Texts, str]] = []
        for name, loop, texts in written:
            form = self._forms[passes[loop] % len(self._forms)] if self._forms else None
            passes[loop] += 1
            if not name and form is not None:
                name = str(form.get(FORM_NAME))
            named.append((without_blanks(name), texts, without_blanks("".join(texts))))
        used: set[int] = set()
        for form in self._forms:
            name = without_blanks(str(form.get(FORM_NAME)))
            candidates = (
                (number, texts)
                for number, (title, texts, text) in enumerate(named)
                if title == name and name in text and number not in used
            )
            self._take_best(form, candidates, used)

    def search(self, tables: Sequence[Texts]) -> None:
        """Compare the forms with the tables of a document: a form has the project's name."""
        used: set[int] = set()
        for form in self._forms:
            name = str(form.get(FORM_NAME)).replace("\r\n", "\n").replace("\r", "\n").strip()
            candidates = (
                (number, texts)
                for number, texts in enumerate(tables)
                if name in texts and number not in used
            )
            self._take_best(form, candidates, used)

    def _take_best(
        self, form: Names, candidates: Iterable[tuple[int, Texts]], used: set[int]
    ) -> None:
        """Report what the best of the candidates lacks, which is then used."""
        where = f"项目绩效目标表“{form.get(FORM_NAME)}”"
        best: tuple[int, list[tuple[str, str]]] | None = None
        for number, texts in candidates:
            missing = _missing_amounts(form, texts)
            if best is None or len(missing) < len(best[1]):
                best = number, missing
            if not missing:
                break
        if best is None:
            self._differ(where, "没有这张表", "与项目清单一致")
            return
        used.add(best[0])
        for part, amount in best[1]:
            self._differ(f"{where}{part}", "没有这个数", amount)


def _missing_amounts(form: Names, texts: Texts) -> list[tuple[str, str]]:
    """Return the amounts of a form that none of the texts has, each after its name."""
    present = set(texts)
    words = _NUMBER.findall("\n".join(present))
    numbers = present.union(words, (word.strip(",.") for word in words))
    return [
        (f"{fund}.{part}", str(amount))
        for fund in _FUNDS
        if fund in form
        for part, amount in form.get(fund).items()
        if amount and amount not in numbers
    ]


def form_texts(path: Path, regions: Iterable[Region]) -> list[tuple[str, ...]]:
    """Return the texts, line by line, of each form that a pass of a loop has written to a file."""
    forms = [region for region in regions if region.is_form]
    if not forms:
        return []
    with zipfile.ZipFile(path) as archive:
        body = archive.read(BODY)
    return [tuple(_lines(body[form.start : form.end].decode())) for form in forms]


def _lines(source: str) -> Iterator[str]:
    """Yield the texts of paragraphs, each ended by a tab or a break in it."""
    for paragraph in source.split("</w:p>"):
        texts = _TEXT.findall(paragraph)
        if not texts:
            continue
        if "<w:tab/>" in paragraph or "<w:br" in paragraph or "<w:cr/>" in paragraph:
            parts = _SEPARATOR.split(paragraph)
            lines = ["".join(_TEXT.findall(part)) for part in parts]
        else:
            lines = ["".join(texts)]
        for line in lines:
            if line := (unescape(line) if "&" in line else line).strip():
                yield line


def without_blanks(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())
