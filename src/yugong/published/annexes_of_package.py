"""The annexes of a computed package in the form of those read from print.

Tests: tests/published/test_annexes.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from yugong.findings import Place
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Block, Grid, Line
from yugong.standard.annexes import Annex


def annexes_of(annexes: Sequence[Annex]) -> tuple[PublishedAnnex, ...]:
    """Return the annexes as published; their places name them, not a file."""
    return tuple(
        PublishedAnnex(
            annex.label, annex.number, annex.title, tuple(_blocks(annex)), Place(path=annex.title)
        )
        for annex in annexes
    )


def _blocks(annex: Annex) -> list[Block]:
    content, place = annex.content, Place(path=annex.title)
    lines = (annex.note, *content.captions, *content.pages)
    blocks: list[Block] = [Line(line, place) for line in lines if line]
    if content.rows:
        blocks.append(Grid(content.rows, (), place))
    for block in annex.blocks:
        if block.rows:
            blocks.append(Grid(block.rows, (), place))
        elif block.text.strip():
            blocks.append(Line(block.text, place))
    return blocks


def blocks_without(annexes: Sequence[Annex], blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of the Word file of a package without those of its annexes.

    An annex begins at the heading that is its title and ends at the next heading.
    """
    titles = {annex.title.strip() for annex in annexes}
    kept: list[Block] = []
    inside = False
    for block in blocks:
        if isinstance(block, Line) and block.level is not None:
            inside = block.text.strip() in titles
        if not inside:
            kept.append(block)
    return tuple(kept)
