"""A published package as a ledger to complete: the tables exactly, the words as far as read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.dimension import Source, Year
from yugong.budget.money import ZERO, shown_wan
from yugong.figures.figures import Figures, compute_figures
from yugong.figures.posting import Posting
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.published.model.package import PublishedPackage
from yugong.quick_dataclass import dataclass
from yugong.reading.model_findings import build_model
from yugong.reconstruct.account_codes import lowest_below, with_known_codes
from yugong.reconstruct.assumptions import assumptions
from yugong.reconstruct.categories import with_stated_categories
from yugong.reconstruct.certainty import assumed, contradictions, missing
from yugong.reconstruct.completing import completed
from yugong.reconstruct.drafting import Draft, Drafting, as_postings, with_other_classifications
from yugong.reconstruct.form_value import overall_value, year_funds_total
from yugong.reconstruct.funds import Fund, FundMoney
from yugong.reconstruct.printed import PrintedBook, printed_cells
from yugong.reconstruct.project_list import postings_by_project, project_values
from yugong.reconstruct.registers import listed_units
from yugong.reconstruct.registry import Registry, registry_of
from yugong.reconstruct.settling import (
    Contradiction,
    ExactSum,
    compatible_sums,
    income_postings,
    settle_postings,
    shortfall_of,
)
from yugong.reconstruct.shares import fen_of_form
from yugong.reconstruct.text_value import (
    assets_value,
    department_value,
    overall_texts,
    passages_value,
    previous_values,
    procurement_value,
    reason_values,
    vehicles_unsorted,
    without_contrary_sums,
)
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard

_Posted = tuple[Posting, Draft | None]

_TO_COMPLETE = "待补充"


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """A ledger reconstructed from a package: its plain value and its figures.

    ``settled`` are the postings with exact amounts; ``book`` has the printed quantities.
    """

    value: dict[str, Any]
    figures: Figures
    book: PrintedBook
    settled: tuple[Posting, ...]


def ledger_of_package(
    package: PublishedPackage,
) -> tuple[Reconstruction | None, list[Finding]]:
    """Reconstruct the ledger of a package.

    The ledger gives every printed amount again, rounded, except amounts that contradict others
    (FIGURES_CONTRADICT).  Facts that the tables leave open are assumed
    (ASSUMED_IN_RECONSTRUCTION), and fields that no package prints are to be completed
    (LEDGER_INCOMPLETE).  ``None`` means that nothing is printed to work from
    (NOT_RECONSTRUCTIBLE).
    """
    place = Place(file=package.file)
    year = package.year or catalogue_years()[-1]
    catalogue, findings = load_catalogue(year)
    registry = registry_of(package)
    book = PrintedBook(printed_cells(package, registry))
    in_forms = {
        registry.projects[position].key: fen
        for position, form in zip(registry.forms, package.projects, strict=True)
        if (fen := fen_of_form(form)) is not None
    }
    drafting = Drafting(book, registry, catalogue, assumptions(), in_forms)
    drafts, funds = drafting.rows()
    registry = drafting.registry
    if not drafts:
        return None, [*findings, Finding(Kind.NOT_RECONSTRUCTIBLE, place)]
    drafts = with_stated_categories(drafts, package)
    posted, settled, wrong, faults = _settled(package, registry, book, drafts, funds)
    findings += faults
    income, more = _income(book, settled)
    findings += contradictions([*wrong, *more], place)
    lacking = list(_assumed_income(income, settled, catalogue))
    income += lacking
    findings += [
        Finding(
            Kind.ASSUMED_IN_RECONSTRUCTION,
            Place(file=place.file, path="收入"),
            f"{source.value}的收入科目 {code} 为推定",
            severity=Severity.INFO,
        )
        for source, code, _ in lacking
    ]
    standard = _buildable(package.standard, year)
    if standard is not package.standard:
        actual = f"{package.standard.name} 的材料"
        expected = f"按 {standard.name} 的预算文件写出"
        findings.append(
            Finding(Kind.LEDGER_INCOMPLETE, place, actual, expected, severity=Severity.WARNING)
        )
    projects, more_findings = project_values(package, standard, registry, settled)
    findings += more_findings
    value = _value(package, standard, year, registry, catalogue, posted, settled, income, projects)
    value, faults = with_known_codes(value, package, catalogue, place)
    findings += faults
    figures = _figures(value, catalogue)
    if figures is None:
        return None, [*findings, Finding(Kind.NOT_RECONSTRUCTIBLE, place)]
    previous, faults = without_contrary_sums(previous_values(package, figures), place)
    findings += faults
    if previous:
        value["上年数"] = {fact: f"{amount:.2f}" for fact, amount in previous.items()}
    reasons = reason_values(package, figures)
    if reasons:
        value["变动原因"] = reasons
    text = passages_value(package)
    if text:
        value["文字"] = text
    findings += assumed(drafts, place)
    findings += missing(value, standard, place)
    if vehicles_unsorted(package):
        expected = "按用途分开填写"
        findings.append(
            Finding(
                Kind.LEDGER_INCOMPLETE, place, "国有资产.车辆", expected, severity=Severity.INFO
            )
        )
    value, moved = completed(value, standard, place)
    return Reconstruction(value, figures, book, tuple(settled)), [*findings, *moved]


def _buildable(standard: Standard, year: int) -> Standard:
    """Return the package's standard, or one with templates if that serves only for checks."""
    if standard.templates is not None:
        return standard
    able = [candidate for candidate in shipped_standards() if candidate.templates is not None]
    return next((candidate for candidate in able if year in candidate.years), able[-1])


def _settled(
    package: PublishedPackage,
    registry: Registry,
    book: PrintedBook,
    drafts: Sequence[Draft],
    funds: Mapping[Fund, FundMoney],
) -> tuple[list[_Posted], list[Posting], list[Contradiction], list[Finding]]:
    """Return the rows in exact 元.

    They keep the exact funds of the projects' forms, but for those with which the tables cannot
    be met; where assumed rows leave too little room for rounding, more rows are added.
    """
    ways = []
    for rows in (list(drafts), with_other_classifications(drafts)):
        posted = as_postings(rows, funds, registry)
        postings = [posting for posting, _ in posted]
        exact, faults = _project_funds(package, registry, book, postings)
        for known in (exact, []) if exact else ([],):
            far = shortfall_of(book, postings, known)
            if not far and not known:
                known = compatible_sums(book, postings, exact)
            ways.append((far, posted, known, faults))
            if not far:
                break
        if not ways[-1][0]:
            break
    _, posted, known, faults = min(ways, key=lambda way: way[0])
    settled, wrong = settle_postings(book, [posting for posting, _ in posted], known)
    return posted, settled, wrong, faults


def _project_funds(
    package: PublishedPackage, registry: Registry, book: PrintedBook, postings: Sequence[Posting]
) -> tuple[list[ExactSum], list[Finding]]:
    """Return the exact funds of projects whose forms agree with the tables."""
    exact: list[ExactSum] = []
    findings: list[Finding] = []
    printed = _printed_projects(book)
    by_project = postings_by_project(postings)
    for position, form in zip(registry.forms, package.projects, strict=True):
        key = registry.projects[position].key
        of_project = by_project[key]
        current = [posting for posting in of_project if posting.year == Year.CURRENT] or of_project
        total = year_funds_total(form)
        if total is None or not current or key not in printed:
            continue
        if shown_wan(total) == printed[key]:
            exact.append(ExactSum(tuple(posting.line for posting in current), total))
        else:
            findings.append(
                Finding(
                    Kind.FIGURES_CONTRADICT,
                    form.place,
                    f"{form.name}：绩效目标表 {total:f} 元",
                    f"项目支出表 {printed[key]:f} 万元",
                    severity=Severity.WARNING,
                )
            )
    return exact, findings


def _printed_projects(book: PrintedBook) -> dict[str, Decimal]:
    """Return each project's money of this year in 万元, or else its carry-over."""
    printed: dict[str, Decimal] = {}
    for year in (Year.CARRY_OVER, Year.CURRENT):
        selection: dict[str, str | list[str]] = {"类别": "项目支出", "年份": year.value}
        of_year: dict[str, Decimal] = defaultdict(Decimal)
        for (_, key), amount in book.by_value(("单位", "项目"), selection).items():
            of_year[key] += amount
        for (key,), amount in book.by_value(("项目",), selection).items():
            of_year.setdefault(key, amount)
        printed |= {key: amount for key, amount in of_year.items() if amount}
    return printed


def _income(
    book: PrintedBook, settled: Sequence[Posting]
) -> tuple[list[tuple[Source, str, Decimal]], list[Contradiction]]:
    rows: list[tuple[Source, str, Decimal]] = []
    wrong: list[Contradiction] = []
    for source in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL):
        by_code, more = income_postings(book, settled, source)
        rows += [(source, code, amount) for code, amount in by_code]
        wrong += more
    return rows, wrong


def _assumed_income(
    income: Sequence[tuple[Source, str, Decimal]], settled: Sequence[Posting], catalogue: Catalogue
) -> Iterator[tuple[Source, str, Decimal]]:
    """Yield rows of income for sources whose income no table prints: all that is spent and kept."""
    for source in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL):
        spent = sum(
            (
                posting.amount
                for posting in settled
                if (posting.source, posting.year) == (source.value, Year.CURRENT.value)
            ),
            ZERO,
        )
        if spent and not any(of_source is source for of_source, _, _ in income):
            above = assumptions().income[source.value]
            yield source, lowest_below(catalogue.chart(AccountKind.INCOME), above), spent


def _value(
    package: PublishedPackage,
    standard: Standard,
    year: int,
    registry: Registry,
    catalogue: Catalogue,
    posted: Sequence[_Posted],
    settled: Sequence[Posting],
    income: Sequence[tuple[Source, str, Decimal]],
    projects: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    value: dict[str, Any] = {"标准": standard.name, "年度": str(year)}
    listed = listed_units(package)
    units = {
        name: listed.get(name, {"名称": name, "性质": kind.value})
        for name, kind in registry.units.items()
    }
    value["部门"] = department_value(package, units)
    names = _printed_accounts(package)
    added = _added(settled, income, names, catalogue)
    if added:
        value["科目补充"] = added
    value["收支明细"] = [
        _line(posting, draft, catalogue, several=len(units) > 1)
        for posting, (_, draft) in zip(settled, posted, strict=True)
        if draft is not None and posting.amount > 0
    ]
    if income:
        value["收入"] = [
            {"资金来源": source.value, "收入科目": code, "金额": f"{amount:.2f}"}
            for source, code, amount in income
        ]
    left = [posting for posting, (_, draft) in zip(settled, posted, strict=True) if draft is None]
    if left:
        value["年终结转"] = [_year_end(posting) for posting in left]
    if projects:
        value["项目"] = list(projects)
    if package.overall is not None:
        value["整体绩效"] = overall_value(package.overall, standard.overall)
    elif texts := overall_texts(package, standard):
        value["整体绩效"] = texts
    procurement = procurement_value(package, (str(project["名称"]) for project in projects))
    if procurement:
        value["政府采购"] = procurement
    assets = assets_value(package)
    if assets:
        value["国有资产"] = assets
    return value


def _line(posting: Posting, draft: Draft, catalogue: Catalogue, *, several: bool) -> dict[str, Any]:
    line: dict[str, Any] = {}
    if several:
        line["单位"] = posting.unit
    line["支出类别"] = posting.category
    if posting.project:
        line["项目"] = posting.project
    line["功能科目"] = posting.function_code
    line["部门经济科目"] = posting.department_code
    is_agency = posting.unit_kind != "事业"
    usual = catalogue.government_code(posting.department_code, is_agency)
    if posting.government_code and posting.government_code != usual:
        line["政府经济科目"] = posting.government_code
    line |= _fund(posting)
    line["金额"] = f"{posting.amount:.2f}"
    if draft.assumed:
        line["备注"] = "推定：" + "、".join(sorted(draft.assumed))
    return line


def _fund(posting: Posting) -> dict[str, str]:
    """Return 资金来源 and 年份 where they differ from the default."""
    fund = {}
    if posting.source != Source.GENERAL.value:
        fund["资金来源"] = posting.source
    if posting.year != Year.CURRENT.value:
        fund["年份"] = posting.year
    return fund


def _year_end(posting: Posting) -> dict[str, str]:
    line = {"功能科目": posting.function_code}
    return {**_fund(posting), **line, "金额": f"{posting.amount:.2f}"}


def _printed_accounts(package: PublishedPackage) -> dict[tuple[AccountKind, str], str]:
    """Return the printed names of 科目 by kind and code."""
    kinds = {"功能科目": AccountKind.FUNCTION, "收入科目": AccountKind.INCOME}
    names: dict[tuple[AccountKind, str], str] = {}
    for table in package.tables.values():
        for block, rows in zip(table.spec.blocks, table.blocks, strict=True):
            expanded = {row.expand for row in block.rows if not isinstance(row, str)}
            for name, kind in kinds.items():
                for row in rows if name in expanded else ():
                    if row.key.isdigit() and row.label:
                        names.setdefault((kind, row.key), row.label.strip())
    return names


def _added(
    settled: Sequence[Posting],
    income: Sequence[tuple[Source, str, Decimal]],
    names: Mapping[tuple[AccountKind, str], str],
    catalogue: Catalogue,
) -> list[dict[str, str]]:
    """Return printed 科目 that the year's catalogue lacks, with their parents."""
    used = {(AccountKind.FUNCTION, posting.function_code) for posting in settled}
    used |= {(AccountKind.INCOME, code) for _, code, _ in income}
    added: dict[tuple[AccountKind, str], str] = {}
    for kind, code in sorted(used):
        chart = catalogue.chart(kind)
        for account in (*chart.ancestors(code), code):
            if account not in chart and (kind, account) in names:
                added[kind, account] = names[kind, account]
    return [
        {"类型": kind.value, "编码": code, "名称": name} for (kind, code), name in added.items()
    ]


def _figures(value: Mapping[str, Any], catalogue: Catalogue) -> Figures | None:
    """Return the figures of the ledger, with placeholders in fields still to be written."""
    filled = dict(value)
    department = {"代码": "0", "级次": "县", "公开日期": "2000-01-01", "职责": [_TO_COMPLETE]}
    filled["部门"] = {**department, **value["部门"]}
    counts = dict.fromkeys(("车辆编制数", "五十万元以上设备", "百万元以上设备"), "0")
    filled["国有资产"] = {"截至日期": "2000-01-01", "车辆": {}, "办公用房面积": "0", **counts}
    filled["项目"] = [
        {key: project[key] for key in ("编码", "名称") if key in project} | _PROJECT_FILLED
        for project in value.get("项目", ())
    ]
    filled.pop("整体绩效", None)
    budget, _ = build_model(Budget, filled, lambda _: Place())
    return None if budget is None else compute_figures(budget, catalogue)


_PROJECT_FILLED: dict[str, Any] = {
    **dict.fromkeys(
        ("项目属性", "项目期", "概况", "立项依据", "必要性", "保障措施", "实施计划", "实施期目标"),
        _TO_COMPLETE,
    ),
    "指标": [{"一级": _TO_COMPLETE}],
}
