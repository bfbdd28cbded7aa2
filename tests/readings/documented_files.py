"""The files that the commands of the documentation name, made when a command asks for them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import openpyxl
import pytest

from builders.small_budget import PREVIOUS, budget_text
from yugong.jobs.adjust import adjust_ledger
from yugong.jobs.build import build
from yugong.jobs.ledger import convert_ledger
from yugong.jobs.ledger_file import write_adjustment
from yugong.reading.located_yaml import parse_yaml
from yugong.standards_kit.copying import copy_standard
from yugong.writing.layout import convert_to_pdf, find_office

_LEDGER = """\
收支明细:
- {支出类别: 人员经费, 功能科目: 2012604, 部门经济科目: 30101, 金额: 600000.00}
- {支出类别: 公用经费, 功能科目: 2012604, 部门经济科目: 30201, 金额: 80000.00}
- {支出类别: 特定目标类项目, 项目: 档案数字化, 功能科目: 2010303, 部门经济科目: 30227, 金额: 320000.00}
"""
_REASONS = "变动原因:\n  支出.总计: 增加人员\n"
_BATCH = """\
批次: {batch}
日期: {day}
原因: 压减一般性支出
收支明细:
  修改:
  - {{原: {{部门经济科目: 30201}}, 新: {{金额: {amount}}}}}
"""


def ledger_text(personnel: str = "600000.00", last_year: str = "1000000.00") -> str:
    """The ledger of the documented commands: this much for personnel, and in all last year."""
    ledger = _LEDGER.replace("600000.00", personnel)
    previous = PREVIOUS.replace("1000000.00", last_year)
    return budget_text(ledger=ledger, previous=previous, extra=_REASONS)


@dataclass(frozen=True)
class Documented:
    """Makes files by the names the documentation gives them; what is built is built once."""

    workshop: Path
    mapping: str

    def make(self, name: str, room: Path) -> None:
        """Put the file into the room; raises ``KeyError`` where nobody knows what it is."""
        path = room / name
        if path.exists():
            return
        makers: dict[str, Callable[[Path], None]] = {
            "budget.yaml": _write_ledger,
            "budget.xlsx": _write_book,
            "一.yaml": lambda out: _write_batch(out, "第一次调整", "50000.00"),
            "二.yaml": lambda out: _write_batch(out, "第二次调整", "40000.00"),
            "第一次调整.yaml": lambda out: _write_batch(out, "第一次调整", "50000.00"),
            "第一次调整.xlsx": lambda out: _write_batch(out, "第一次调整", "50000.00"),
            "第二次调整.xlsx": lambda out: _write_batch(out, "第二次调整", "40000.00"),
            "调整后.yaml": _write_adjusted,
            "撤销.yaml": _write_adjusted,
            "平台导出.xlsx": _write_export,
            "导出.xlsx": _write_own_export,
            "我市对照": self._write_mapping,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name in makers:
            makers[path.name](path)
        elif path.name == f"{path.parent.name}.yaml":
            _write_standard(path)
        elif path.suffix in (".docx", ".xlsx", ".pdf") and "公开" in name:
            shutil.copyfile(self._published(path.suffix), path)
        else:
            raise KeyError(f"{name}：文档里的命令用到它，在 {Path(__file__).name} 里写明怎样准备")

    def _write_mapping(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "own.yaml").write_text(self.mapping, encoding="utf-8")

    @cached_property
    def _built(self) -> Path:
        text = ledger_text("1580000.00", "1980000.00")
        (self.workshop / "budget.yaml").write_text(text, encoding="utf-8")
        build(self.workshop / "budget.yaml", self.workshop / "out", layout=False)
        return self.workshop / "out"

    def _published(self, suffix: str) -> Path:
        if suffix != ".pdf":
            [path] = self._built.glob(f"*{suffix}")
            return path
        if find_office() is None:
            pytest.skip("LibreOffice is not installed")
        path = self.workshop / "published.pdf"
        if not path.exists():
            assert convert_to_pdf(self._published(".docx"), path) is None
        return path


def _write_standard(path: Path) -> None:
    """A bureau's own standard, in a folder of its name, that differs from the shipped one."""
    copy_standard(path.stem, "shanxi-2025", path.parent)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("金额: 100000,", "金额: 50000,", 1), encoding="utf-8")


def _write_ledger(path: Path) -> None:
    # 调整/budget.yaml is the ledger after adjustments: it differs from that of 年初.
    personnel = "650000.00" if path.parent.name == "调整" else "600000.00"
    path.write_text(ledger_text(personnel), encoding="utf-8")


def _write_book(path: Path) -> None:
    source = path.with_name("ledger-of-book.yaml")
    source.write_text(ledger_text(), encoding="utf-8")
    convert_ledger(source, path)


def _write_batch(path: Path, batch: str, amount: str) -> None:
    day = "2026-06-30" if batch == "第一次调整" else "2026-09-30"
    text = _BATCH.format(batch=batch, day=day, amount=amount)
    if path.suffix == ".yaml":
        path.write_text(text, encoding="utf-8")
        return
    located, _ = parse_yaml(text.encode(), path.name)
    assert located is not None
    write_adjustment(path, located.value, 2026)


def _write_adjusted(path: Path) -> None:
    """The ledger after the first batch and what takes it back, whichever is asked for."""
    base, batch = path.with_name("base.yaml"), path.with_name("batch.yaml")
    _write_ledger(base)
    _write_batch(batch, "第一次调整", "50000.00")
    adjust_ledger(base, [batch], path.with_name("调整后.yaml"), inverse=path.with_name("撤销.yaml"))


def _write_export(path: Path) -> None:
    _write_rows(
        path,
        ["预算单位", "项目类别", "项目名称", "支出功能分类科目", "部门预算支出经济分类", "金额（元）"],
        ["某县档案馆", "人员类", "工资", "2012604 档案馆", "[30101]基本工资", 600000],
        ["某县档案馆", "特定目标类", "档案数字化", "2012604", "30227-委托业务费", 320000],
    )  # fmt: skip


def _write_own_export(path: Path) -> None:
    _write_rows(
        path,
        ["填报单位", "费用类型", "功能", "经济", "专项名称", "安排数"],
        ["某县档案馆", "人员", "2012604 档案馆", "[30101]基本工资", None, 600000],
        ["某县档案馆", "专项", "2012604", "30227", "档案数字化", 320000],
    )


def _write_rows(path: Path, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
