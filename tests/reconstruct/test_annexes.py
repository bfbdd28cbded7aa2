"""The annexes of a package become files beside the ledger and entries in it."""

from __future__ import annotations

from dataclasses import replace

from builders.printed_package import package_of_text
from yugong.findings import Place, Severity
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.blocks import Block, Grid, Line
from yugong.reconstruct.annexes import annex_tables

HERE = Place(file="某县.docx")
ROWS = (("代码", "名称"), ("A", "甲"))


def annex(title: str, *blocks: Block, elsewhere: bool = False) -> PublishedAnnex:
    return PublishedAnnex("附件1", 1, title, blocks, HERE, elsewhere)


def test_tables_are_named_in_the_ledger_by_their_files() -> None:
    table = annex("采购目录", Grid(ROWS, (), HERE), Line("某厅印发", HERE))
    package = replace(package_of_text("正文"), annexes=(table, table))

    tables, findings = annex_tables(package)

    assert findings == []
    assert [made.entry for made in tables] == [
        {"名称": "采购目录", "文件": "附件/附件1.xlsx"},
        {"名称": "采购目录", "文件": "附件/附件2.xlsx"},
    ]
    assert tables[0].rows == ROWS


def test_a_text_is_to_be_attached_by_hand_and_said_so() -> None:
    package = replace(package_of_text("正文"), annexes=(annex("办法", Line("第一条", HERE)),))

    tables, (finding,) = annex_tables(package)

    assert tables == []
    assert (finding.code, finding.severity) == ("R082", Severity.WARNING)
    assert finding.actual == "附件1：办法"


def test_a_label_over_a_form_gives_nothing() -> None:
    package = replace(package_of_text("正文"), annexes=(annex("绩效表", elsewhere=True),))

    assert annex_tables(package) == ([], [])
