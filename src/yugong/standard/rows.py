"""The rows of one block of a table: fixed rows, and rows for every value of a dimension.

A row here is a draft: its texts, its selection, and the rows of the block that it sums. Amounts
come later, in :mod:`yugong.standard.tables`.

Tests: tests/standard/test_tables.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from decimal import Decimal

from yugong.budget.catalogue import Chart
from yugong.budget.model_fields import texts_by_name
from yugong.budget.project import Project
from yugong.figures.figures import Figures
from yugong.figures.posting import DIMENSIONS, Posting
from yugong.figures.selection import Selection
from yugong.quick_dataclass import dataclass
from yugong.standard.braces import fill
from yugong.standard.numbers import chinese_number
from yugong.standard.rosters import RosterRow, roster_rows, summed
from yugong.standard.schema import CODE_LEVELS, BlockSpec, RowSpec
from yugong.standard.unit_rows import project_key, unit_key

_Grouping = Callable[[Posting], Iterable[str]]
"""The function that returns the keys of a posting's rows in an expansion."""


@dataclass(slots=True)
class DraftRow:
    """A row before its amounts are known.

    ``selection`` is added to the block's selection. Rows of an expansion also carry its
    ``expansion`` number: they are filled by grouping, which gives the same amounts faster.
    ``addends`` are keys of rows in the same block. ``values`` are the amounts by column of a row
    that is no selection of the ledger; ``title_in`` is the column with the title of a fixed row.
    """

    key: str
    texts: Mapping[str, str]
    depth: int = 0
    is_total: bool = False
    is_leaf: bool = True
    is_blank: bool = False
    selection: Selection = field(default_factory=Selection)
    expansion: int = -1
    addends: tuple[str, ...] = ()
    values: Mapping[str, Decimal] | None = None
    title_in: str | None = None


@dataclass(slots=True)
class DraftBlock:
    """The rows of a block and the groupings of its expansions; ``pad_at`` is where 填空 goes."""

    rows: list[DraftRow] = field(default_factory=list)
    groupings: list[_Grouping] = field(default_factory=list)
    pad_at: int | None = None


def draft_block(
    spec: BlockSpec, base: Selection, figures: Figures, words: Mapping[str, str]
) -> DraftBlock:
    """Build a block's rows; ``words`` fill the braces in titles, such as 部门."""
    block = DraftBlock()
    chosen = base.of(figures.postings)
    below: list[DraftRow] = []
    listed: list[RosterRow] = []
    for row in spec.rows:
        if row == "填空":
            block.pad_at = len(block.rows)
        elif row == "空行":
            block.rows.append(DraftRow(f"空行{len(block.rows)}", {}, is_blank=True))
        elif row.expand is None:
            draft = _fixed(row, words, block.rows, figures)
            block.rows.append(draft)
            if row.equals == "以下":
                below.append(draft)
        elif row.roster is not None:
            rows = roster_rows(row, spec.columns, figures)
            listed += rows
            _list(rows, block)
        else:
            _expand(row, block, chosen, figures)
    for draft in below:
        start = block.rows.index(draft) + 1
        draft.addends = _tops(block.rows[start:])
        if any(isinstance(row, RowSpec) and row.roster is not None for row in spec.rows):
            top = [roster_row for roster_row in listed if roster_row.key in draft.addends]
            draft.values = summed(top, spec.columns)
    return block


def _list(listed: Iterable[RosterRow], block: DraftBlock) -> None:
    """Add rows that list a part of the budget; no posting belongs to them."""
    block.rows.extend(
        DraftRow(
            roster_row.key,
            roster_row.texts,
            depth=roster_row.depth,
            is_leaf=not roster_row.addends,
            expansion=len(block.groupings),
            addends=roster_row.addends,
            values=roster_row.values,
        )
        for roster_row in listed
    )
    block.groupings.append(_no_row)


def _no_row(_: Posting) -> tuple[str, ...]:
    return ()


def _fixed(
    row: RowSpec, words: Mapping[str, str], above: list[DraftRow], figures: Figures
) -> DraftRow:
    title = fill(row.title or "", words)
    addends = row.equals if isinstance(row.equals, tuple) else ()
    if row.equals == "以上":
        addends = _tops(above)
    return DraftRow(
        key=row.row_name(words),
        texts={"名称": title},
        is_total=row.is_total,
        is_leaf=not row.is_total,
        selection=Selection.parse(row.selection),
        addends=addends,
        values={column: figures[fact].value for column, fact in row.facts.items()} or None,
        title_in=row.title_in,
    )


def _tops(rows: Iterable[DraftRow]) -> tuple[str, ...]:
    """Return the keys that a total over the rows sums: fixed rows, and the topmost listed rows."""
    rows = [row for row in rows if not row.is_blank]
    least = min((row.depth for row in rows if row.expansion >= 0), default=0)
    return tuple(row.key for row in rows if row.expansion < 0 or row.depth == least)


def _expand(row: RowSpec, block: DraftBlock, chosen: list[Posting], figures: Figures) -> None:
    number = len(block.groupings)
    catalogue = figures.catalogue
    if row.expand == "功能大类":
        rows, grouping = _classes(row, catalogue.function)
    elif row.expand == "单位":
        rows, grouping = _units(chosen, figures)
    elif row.expand == "项目":
        rows, grouping = _projects(row, chosen, figures)
    else:
        chart = {
            "功能科目": catalogue.function,
            "部门经济科目": catalogue.department_economic,
            "政府经济科目": catalogue.government_economic,
            "收入科目": catalogue.income,
        }[row.expand or ""]
        position = DIMENSIONS[row.expand or ""]
        if row.paired_chart:
            rows, grouping = _paired(chosen, chart, position, figures)
        else:
            rows, grouping = _tree(chosen, chart, position)
    for draft in rows:
        draft.expansion = number
    block.rows.extend(rows)
    block.groupings.append(grouping)


def _only(**values: str) -> Selection:
    """Return the selection of exactly these values, by the names of dimensions."""
    allowed = ((DIMENSIONS[name], frozenset({value})) for name, value in values.items())
    return Selection(allowed=tuple(allowed))


def _codes(chart: Chart, code: str) -> tuple[str, ...]:
    return (*chart.ancestors(code), code)


def _texts(chart: Chart, code: str) -> dict[str, str]:
    """Return the code, whole and in its parts, and the name."""
    ends = [end for end in chart.levels if end <= len(code)]
    parts = [code[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    levels = dict(zip(CODE_LEVELS, parts, strict=False))
    return {"编码": code, **levels, "名称": chart.name(code) or ""}


def _tree(chosen: list[Posting], chart: Chart, position: int) -> tuple[list[DraftRow], _Grouping]:
    """Return 类, 款, 项 in code order, each the sum of those directly below it."""
    codes = {str(posting[position]) for posting in chosen}
    codes.discard("")
    printed = sorted({above for code in codes for above in _codes(chart, code)})
    children: dict[str, list[str]] = {}
    for code in printed:
        parent = chart.parent_code(code)
        if parent is not None:
            children.setdefault(parent, []).append(code)
    rows = [
        DraftRow(
            key=code,
            texts=_texts(chart, code),
            depth=chart.levels.index(len(code)) + 1,
            is_leaf=code not in children,
            selection=Selection(prefixes=((position, (code,)),)),
            addends=tuple(children.get(code, ())),
        )
        for code in printed
    ]
    known = {code: _codes(chart, code) for code in codes}
    return rows, lambda posting: known.get(str(posting[position]), ())


def _paired(
    chosen: list[Posting], chart: Chart, position: int, figures: Figures
) -> tuple[list[DraftRow], _Grouping]:
    """Return each 类, then every pair of a 款 and its government 科目."""
    government = figures.catalogue.government_economic
    other = DIMENSIONS["政府经济科目"]
    pairs = sorted({(str(posting[position]), str(posting[other])) for posting in chosen})
    rows: list[DraftRow] = []
    for parent in sorted({code[:3] for code, _ in pairs}):
        below_parent = [
            (code, paired_code) for code, paired_code in pairs if code.startswith(parent)
        ]
        keys = tuple(f"{code}/{paired_code}" for code, paired_code in below_parent)
        texts = _texts(chart, parent)
        below = Selection(prefixes=((position, (parent,)),))
        rows.append(DraftRow(parent, texts, depth=1, is_leaf=False, selection=below, addends=keys))
        rows.extend(
            DraftRow(
                f"{code}/{paired_code}",
                {**_texts(chart, code), "对应名称": government.name(paired_code) or ""},
                depth=2,
                selection=_only(部门经济科目=code, 政府经济科目=paired_code),
            )
            for code, paired_code in below_parent
        )
    return rows, lambda posting: (
        str(posting[position])[:3],
        f"{posting[position]}/{posting[other]}",
    )


def _classes(row: RowSpec, chart: Chart) -> tuple[list[DraftRow], _Grouping]:
    """Return every 类 of the chart, numbered, also when empty."""
    position = DIMENSIONS["功能科目"]
    rows = []
    classes = [account for account in chart if len(account.code) == chart.levels[0]]
    for number, account in enumerate(classes, start=1):
        words = {"序": chinese_number(number), "名称": account.name}
        title = fill(row.title or "{名称}", words)
        texts = {"编码": account.code, "名称": title}
        selection = Selection(prefixes=((position, (account.code,)),))
        rows.append(DraftRow(account.code, texts, depth=1, selection=selection))
    return rows, lambda posting: (str(posting[position])[:3],)


def _units(chosen: list[Posting], figures: Figures) -> tuple[list[DraftRow], _Grouping]:
    present = {posting.unit for posting in chosen}
    rows = [
        DraftRow(unit_key(unit.name), texts_by_name(unit), depth=1, selection=_only(单位=unit.name))
        for unit in figures.budget.department.units
        if unit.name in present
    ]
    return rows, lambda posting: (unit_key(posting.unit),)


def _projects(
    row: RowSpec, chosen: list[Posting], figures: Figures
) -> tuple[list[DraftRow], _Grouping]:
    """Return projects, below their units if the table demands it.

    They are in the department's order, or by amount, the largest first (排序: 金额).
    """
    is_single = len(figures.budget.department.units) == 1
    if not row.by_unit or (is_single and row.unit_rows == "多个单位时"):
        flat = [
            DraftRow(
                project.key, texts_by_name(project), depth=1, selection=_only(项目=project.key)
            )
            for project in _in_order(row, chosen, figures)
        ]
        return flat, lambda posting: (posting.project,)
    rows: list[DraftRow] = []
    by_unit: dict[str, list[Posting]] = defaultdict(list)
    for posting in chosen:
        by_unit[posting.unit].append(posting)
    shared = len(by_unit) > 1
    for unit in figures.budget.department.units:
        of_unit = _in_order(row, by_unit.get(unit.name, []), figures)
        if not of_unit:
            continue
        keys = tuple(_project_key(unit.name, project.key, shared) for project in of_unit)
        head = unit_key(unit.name)
        whole = _only(单位=unit.name)
        texts = texts_by_name(unit)
        rows.append(DraftRow(head, texts, depth=1, is_leaf=False, selection=whole, addends=keys))
        rows.extend(
            DraftRow(
                key,
                texts_by_name(project),
                depth=2,
                selection=_only(单位=unit.name, 项目=project.key),
            )
            for key, project in zip(keys, of_unit, strict=True)
        )
    return rows, lambda posting: (
        unit_key(posting.unit),
        _project_key(posting.unit, posting.project, shared),
    )


def _in_order(row: RowSpec, postings: Iterable[Posting], figures: Figures) -> list[Project]:
    """Return the projects of the postings in the order that the row prescribes."""
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for posting in postings:
        amounts[posting.project] += posting.amount
    projects = [project for project in figures.budget.projects if project.key in amounts]
    if row.order == "金额":
        projects.sort(key=lambda project: -amounts[project.key])
    return projects


def _project_key(unit: str, project: str, shared: bool) -> str:
    """Return the row key of a project; a project of several units has a row for each."""
    return project_key(unit, project) if shared else project
