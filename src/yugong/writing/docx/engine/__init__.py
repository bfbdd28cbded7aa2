"""Engines that write a package with a Word template; a standard declares which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from yugong.findings import Finding, Kind, Place, Severity
from yugong.standard.attachments import Attachment
from yugong.standard.package import Package
from yugong.standard.schema import Engine
from yugong.writing.docx.engine.compiled import WrittenDocument, compile_template


class WordTemplate(Protocol):
    """A Word template that is ready to be filled in, by either engine."""

    name: str

    @property
    def charts(self) -> tuple[str, ...]:
        """The names of the charts that are drawn in it."""

    def problems(self, package: Package) -> list[Finding]:
        """Return every fault of the template against this package."""

    def write(
        self, path: Path, package: Package, pages: Sequence[int] | None = None
    ) -> WrittenDocument:
        """Write the document; ``pages`` are the page numbers of its headings.

        Raises :class:`FindingsError` for faults of the template or the values.
        """


def word_template(
    data: bytes, name: str, engine: Engine = "内置", attachments: tuple[Attachment, ...] = ()
) -> WordTemplate:
    """Return the template for the declared engine; ``name`` is what findings call the file.

    Raises :class:`FindingsError` (S006) for a file that is not a Word document.
    """
    if engine == "docxtpl":
        # python-docx and docxtpl take longer to load than a whole build: only where declared.
        from yugong.writing.docx.engine.docxtpl_engine import docxtpl_template

        return docxtpl_template(data, name, attachments)
    return compile_template(data, name)


_OMISSIONS: dict[str, tuple[str, ...]] = {
    "内置": (),
    "docxtpl": (
        "叙述里的数字不带事实编号（内容控件）：不能凭编号从 Word 文件追到数字，按文字仍可以查",
        "文档属性里的标签不填写：标题和日期由程序写，作者等一律不留",
    ),
}
"""What an engine does not do of all that the built-in one does."""


def engine_omissions(engine: Engine, name: str) -> list[Finding]:
    """Return what the declared engine does not do, each once (S026); ``name`` is the template."""
    return [
        Finding(Kind.ENGINE_LEAVES_OUT, Place(file=name), omission, severity=Severity.INFO)
        for omission in _OMISSIONS[engine]
    ]
