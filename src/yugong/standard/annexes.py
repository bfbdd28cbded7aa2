"""The annexes of a package: their numbers and titles, and what they contain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from yugong.budget.annex import AnnexFile, AnnexPosition
from yugong.quick_dataclass import dataclass
from yugong.standard.annex_schema import AnnexSpec
from yugong.standard.braces import fill
from yugong.standard.names import Listing, Names


@dataclass(frozen=True, slots=True)
class AnnexBlock:
    """A paragraph of a Word annex, or a table of it: ``rows`` are then its cells."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnexContent:
    """The content of an annex file: a table, a Word text, or the pages of a PDF.

    ``rows`` are those of a table, its head first, every row as wide as the widest; ``captions``
    are the lines above the head.  ``word`` and ``pdf`` are the bytes of those files, ``blocks``
    the paragraphs and tables of a Word file in order, ``pages`` the text of each page of a PDF.
    """

    file: str
    sha256: str
    rows: tuple[tuple[str, ...], ...] = ()
    captions: tuple[str, ...] = ()
    word: bytes = field(default=b"", repr=False)
    blocks: tuple[AnnexBlock, ...] = ()
    pdf: bytes = field(default=b"", repr=False)
    pages: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """表格, 文档 or 图页: what its file is."""
        return "表格" if self.rows else "文档" if self.word else "图页"


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex as it is published: its number from 1, its label (附件1), title and place."""

    number: int
    label: str
    name: str
    title: str
    note: str
    position: AnnexPosition
    content: AnnexContent

    @property
    def blocks(self) -> tuple[AnnexBlock, ...]:
        """The paragraphs and tables of a Word annex without a first line that is its name."""
        blocks = self.content.blocks
        texts = (index for index, block in enumerate(blocks) if block.rows or block.text.strip())
        first = next(texts, None)
        if first is None or not self.repeats_name(blocks[first].text):
            return blocks
        return blocks[first + 1 :]

    def text_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield its rows, head first; of a text each paragraph is a row, of a PDF each page."""
        yield from self.content.rows
        yield from ((page,) for page in self.content.pages)
        for block in self.blocks:
            yield from block.rows
            if block.text.strip():
                yield (block.text.strip(),)

    def texts(self) -> Iterator[str]:
        """Yield every text of the annex, its title first."""
        content = self.content
        yield from (self.title, self.note, *content.captions, *content.pages)
        for row in content.rows:
            yield from row
        for block in content.blocks:
            yield block.text
            for row in block.rows:
                yield from row

    def repeats_name(self, text: str) -> bool:
        """Return True if a line is the name of the annex, blanks aside."""
        return "".join(text.split()) == "".join(self.name.split())


def published_annexes(
    spec: AnnexSpec, files: Sequence[AnnexFile], contents: Sequence[AnnexContent]
) -> tuple[Annex, ...]:
    """Return the annexes in the order of the budget file, which is that of their numbers."""
    annexes = []
    for number, (entry, content) in enumerate(zip(files, contents, strict=True), 1):
        words = {"序": str(number), "名称": entry.name}
        annexes.append(
            Annex(
                number=number,
                label=fill(spec.label, words),
                name=entry.name,
                title=fill(spec.title, words),
                note=entry.note,
                position=entry.position or spec.position,
                content=content,
            )
        )
    return tuple(annexes)


def annex_names(annexes: Iterable[Annex]) -> Listing:
    """Return the list 附件 as templates see it."""
    names = [
        Names(
            "附件",
            {"编号": annex.label, "名称": annex.name, "标题": annex.title, "说明": annex.note},
        )
        for annex in annexes
    ]
    shape = Names("附件", dict.fromkeys(("编号", "名称", "标题", "说明"), ""))
    return Listing(names, shape=shape)
