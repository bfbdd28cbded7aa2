"""The projects that the tables of project expenditure list."""

from __future__ import annotations

from yugong.published.package import PublishedPackage, ReadRow, ReadTable

CURRENT = "项目支出本年表"
CARRIED_OVER = "项目支出结转表"


def project_rows(package: PublishedPackage, name: str = CURRENT) -> tuple[ReadRow, ...]:
    """The rows that are projects, without totals and units; none where there is no table."""
    table = package.tables.get(name)
    if table is None:
        return ()
    return tuple(row for row in table.rows("合计") if _is_project(row, table))


def _is_project(row: ReadRow, table: ReadTable) -> bool:
    fixed = {
        one.key or one.title
        for block in table.spec.blocks
        for one in block.rows
        if not isinstance(one, str) and one.expand is None
    }
    return bool(row.label) and row.key not in fixed and not row.key.startswith("单位：")
