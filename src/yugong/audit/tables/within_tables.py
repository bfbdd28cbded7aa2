"""Rules T: inside one table."""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.evidence.known_accounts import known_accounts
from yugong.audit.evidence.relation import (
    Verdict,
    amount_of_cell,
    amount_of_fixed_row,
    row_label,
    total_of,
)
from yugong.audit.evidence.row_order import ACCOUNT_ROWS, account_code, row_order
from yugong.audit.evidence.table_names import (
    BASIC,
    CARRIED_PROJECTS,
    EXPENDITURE,
    FISCAL,
    FUND,
    FUND_INCOME,
    GENERAL,
    INCOME,
    OPERATING,
    OVERVIEW,
    PROJECTS,
    STATE_CAPITAL,
    STATE_EXPENDITURE,
    STATE_INCOME,
    THREE_PUBLIC,
)
from yugong.audit.reconciliation.cascades import also_reported_as, findings_of_rule
from yugong.audit.reconciliation.equalities import top_terms, total_keys
from yugong.audit.reconciliation.sums import table_sums
from yugong.audit.rule import Need, rule, violation
from yugong.budget.money import wan_text
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage, ReadTable

_LISTS = (PROJECTS, CARRIED_PROJECTS)
_TREES = (
    INCOME,
    EXPENDITURE,
    GENERAL,
    FUND_INCOME,
    FUND,
    STATE_CAPITAL,
    STATE_INCOME,
    STATE_EXPENDITURE,
)
_PARTS = "核对该行和它的各分项，改正有误的一处；不是本部门的数的，整行替换。"


@rule(
    "T01",
    "科目逐级汇总不符",
    "核对上下级科目的数，改正有误的一处；漏列下级科目的补上。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=_TREES,
)
def accounts_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """各表每一列，上级科目等于直接下级科目之和；差额在 0.005×（项数＋1）万元以内的是尾差。"""
    yield from findings_of_rule(package, "T01")


@rule(
    "T02",
    "合计与各类之和不符",
    "核对合计和各类科目，改正有误的一处；漏列的类补上。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(OVERVIEW, FISCAL, *_TREES),
)
def classes_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """合计等于各类科目之和；合计有数的，应当列出明细。"""
    yield from also_reported_as(package, "T02")
    for table in package.tables.values():
        yield from _totals_alone(table)


def _totals_alone(table: ReadTable) -> Iterator[Finding]:
    """A total with nothing under it, in a table that lists 科目."""
    for number, (spec, rows) in enumerate(zip(table.spec.blocks, table.blocks, strict=True)):
        order = row_order(spec, rows)
        if order.expansion not in ACCOUNT_ROWS or not all(order.fixed):
            continue
        for index, row in enumerate(rows):
            column = next((name for name, cell in row.cells.items() if cell.amount), "")
            term = amount_of_cell(table, number, index, column) if column else None
            if term is not None:
                yield violation(
                    "T02",
                    term.place,
                    str(term),
                    "合计之下列出各科目",
                    severity=Severity.WARNING,
                )


@rule(
    "T03",
    "行内合计与基本支出、项目支出之和不符",
    _PARTS,
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(EXPENDITURE, GENERAL, FUND, STATE_CAPITAL, STATE_EXPENDITURE),
)
def kinds_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """支出各表每一行，合计等于基本支出与项目支出（以及标准列出的其他支出）之和。"""
    yield from findings_of_rule(package, "T03")


@rule(
    "T04",
    "收支总表不平衡",
    "核对本年合计、结转和总计，改正有误的一处；收入总计与支出总计必须相等。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(OVERVIEW, FISCAL),
)
def income_equals_expenditure(package: PublishedPackage) -> Iterator[Finding]:
    """收支总表和财政拨款收支总表：本年收入合计等于各项收入之和，合计等于当年与结转之和，收入总计等于支出总计。"""
    yield from findings_of_rule(package, "T04")


@rule(
    "T05",
    "收入总表行内合计与各来源之和不符",
    _PARTS,
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(INCOME,),
)
def sources_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """收入总表每一行，合计等于各资金来源之和。"""
    yield from findings_of_rule(package, "T05")


@rule(
    "T06",
    "基本支出经济科目表不符",
    "核对该行的人员经费、公用经费和上下级科目；列错的移到应在的一列。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(BASIC,),
)
def basic_expenditure_adds_up(package: PublishedPackage) -> Iterator[Finding]:
    """基本支出经济科目表：合计等于人员经费与公用经费之和，类等于款之和；工资福利、对个人和家庭的补助只在人员经费，商品和服务、资本性支出只在公用经费。"""
    yield from also_reported_as(package, "T06")
    yield from _misplaced(package.tables[BASIC])


def _misplaced(table: ReadTable) -> Iterator[Finding]:
    """Amounts in the column of the other kind: at the 款, or at a 类 without any."""
    order = row_order(table.spec.blocks[0], table.blocks[0])
    for index, row in enumerate(table.blocks[0]):
        fitting = [
            column
            for column, prefixes in known_accounts().columns.items()
            if account_code(row).startswith(prefixes)
        ]
        if order.fixed[index] or len(fitting) != 1 or order.children(index):
            continue
        for column in known_accounts().columns:
            term = amount_of_cell(table, 0, index, column)
            if column != fitting[0] and term is not None and term.amount:
                yield violation(
                    "T06",
                    term.place,
                    str(term),
                    f"列入{fitting[0]}",
                    severity=Severity.WARNING,
                    evidence=[
                        f"{row_label(row)} {name} {row.cells[name].text or '空白'}"
                        for name in known_accounts().columns
                        if name in row.cells
                    ],
                )


@rule(
    "T07",
    "“三公”经费表内不符",
    "核对各项和合计；子行有数的，上一级也要填。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(THREE_PUBLIC,),
)
def three_public_expenses_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """“三公”经费表：公务用车购置及运行费等于购置费与运行维护费之和，合计等于三项之和，行合计等于各资金来源之和。"""
    yield from also_reported_as(package, "T07")
    table = package.tables[THREE_PUBLIC]
    whole, three = (amount_of_fixed_row(table, key, "合计") for key in ("表内合计", "合计"))
    if whole is not None and three is not None and whole.amount < three.amount:
        yield violation(
            "T07",
            whole.place,
            str(whole),
            f"不小于“三公”经费 {three.figure}",
            difference=wan_text(whole.amount - three.amount),
            evidence=(str(whole), str(three)),
        )


@rule(
    "T08",
    "项目支出表不符",
    "核对合计、单位小计和各项目；缺合计行的补上。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=_LISTS,
)
def projects_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """项目支出表有合计行；合计等于各项目之和，单位小计等于该单位各项目之和，每行合计等于各资金来源之和。"""
    yield from also_reported_as(package, "T08")
    for table in (package.tables[name] for name in _LISTS if name in package.tables):
        rows = top_terms(table, "合计") if "合计" in table.columns else []
        if rows and not total_keys(table):
            total = wan_text(total_of(rows))
            yield violation(
                "T08",
                table.place,
                f"{table.name}没有合计行",
                f"有合计行，合计 {total}",
                severity=Severity.WARNING,
                evidence=(f"{len(rows)} 行之和 {total}",),
            )


@rule(
    "T09",
    "机关运行经费表内不符",
    "核对部门合计和各单位的数，改正有误的一处。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.INFO],
    needs=[Need.TABLES],
    tables=(OPERATING,),
)
def operating_expenses_add_up(package: PublishedPackage) -> Iterator[Finding]:
    """机关运行经费表：部门合计等于各单位之和，每行合计等于各资金来源之和。"""
    yield from findings_of_rule(package, "T09")


@rule(
    "T12",
    "有尾差而没有说明",
    "在收支总表下注明：数字因四舍五入，个别合计与分项之和可能有尾差。",
    severities=[Severity.STYLE],
    needs=[Need.TABLES],
)
def residues_are_explained(package: PublishedPackage) -> Iterator[Finding]:
    """任一表的合计与分项之和因四舍五入有差额的，表下应有尾差说明。"""
    residues = [
        relation
        for relation in table_sums(package)
        if relation.verdict in (Verdict.RESIDUE, Verdict.NOTABLE)
    ]
    notes = [note for table in package.tables.values() for note in table.notes]
    notes += [passage.text for passage in package.passages]
    words = known_accounts().residue_words
    if not residues or any(word in note for note in notes for word in words):
        return
    first = residues[0]
    standard = package.standard.residue_note
    yield violation(
        "T12",
        package.tables[next(iter(first.tables))].place,
        f"全套表有 {len(residues)} 处尾差，没有说明",
        standard.text if standard is not None else "表下注明尾差",
        evidence=first.evidence(),
    )
