"""A published package as a ledger to complete: the tables exactly, the words as far as read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind, Catalogue
from yugong.budget.dimension import Source, Year
from yugong.budget.money import shown_wan
from yugong.figures.figures import Figures, compute_figures
from yugong.figures.posting import Posting
from yugong.findings import Finding, Kind, Place, Severity
from yugong.intake.catalogue_source import catalogue_years, load_catalogue
from yugong.published.model.package import PublishedPackage
from yugong.reading.model_findings import build_model
from yugong.reconstruct.assumptions import assumptions
from yugong.reconstruct.certainty import assumed, contradictions, missing
from yugong.reconstruct.drafting import Draft, Drafting, as_postings, widened
from yugong.reconstruct.form_value import overall_value, project_value, year_funds, year_total
from yugong.reconstruct.funds import Fund, FundMoney
from yugong.reconstruct.printed import Book, printed_cells
from yugong.reconstruct.registers import listed_units
from yugong.reconstruct.registry import Registry, registry_of
from yugong.reconstruct.settling import (
    Contradiction,
    Exactly,
    how_far,
    income_postings,
    settle_postings,
)
from yugong.reconstruct.text_value import (
    assets_value,
    department_value,
    overall_texts,
    passages_value,
    previous_values,
    procurement_value,
    reason_values,
    vehicles_unsorted,
)
from yugong.standard.library import shipped_standards
from yugong.standard.schema import Standard

_Posted = tuple[Posting, Draft | None]

_TO_COMPLETE = "待补充"


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """A ledger worked out of a package: its plain value and its figures.

    ``settled`` are the postings with exact amounts; ``book`` what the package prints.
    """

    value: dict[str, Any]
    figures: Figures
    book: Book
    settled: tuple[Posting, ...]


def ledger_of_package(
    package: PublishedPackage,
) -> tuple[Reconstruction | None, list[Finding]]:
    """Work out the ledger of a package.

    Every printed amount is given again by the ledger, rounded, save those that contradict others:
    these are findings (R080).  What the tables leave open is assumed (R081), and what no package
    prints is to be completed (R082).  ``None`` where nothing is printed to work from (R083).
    """
    at = Place(file=package.file)
    year = package.year or catalogue_years()[-1]
    catalogue, findings = load_catalogue(year)
    registry = registry_of(package)
    book = Book(printed_cells(package, registry))
    in_forms = {
        registry.projects[position].key: int(total * 100)
        for position, form in zip(registry.forms, package.projects, strict=True)
        if (total := year_total(form)) is not None
    }
    drafting = Drafting(book, registry, catalogue, assumptions(), in_forms)
    drafts, funds = drafting.rows()
    registry = drafting.registry
    if not drafts:
        return None, [*findings, Finding(Kind.NOT_RECONSTRUCTIBLE, at)]
    posted, settled, wrong, faults = _settled(package, registry, book, drafts, funds)
    findings += faults
    income, more = _income(book, settled)
    findings += contradictions([*wrong, *more], at)
    standard = _buildable(package.standard, year)
    if standard is not package.standard:
        found = f"{package.standard.name} 的材料"
        expected = f"按 {standard.name} 的预算文件写出"
        findings.append(
            Finding(Kind.LEDGER_INCOMPLETE, at, found, expected, severity=Severity.WARNING)
        )
    value = _value(package, standard, year, registry, catalogue, posted, settled, income)
    figures = _figures(value, catalogue)
    if figures is None:
        return None, [*findings, Finding(Kind.NOT_RECONSTRUCTIBLE, at)]
    previous = previous_values(package, figures)
    if previous:
        value["上年数"] = {fact: f"{amount:.2f}" for fact, amount in previous.items()}
    reasons = reason_values(package, figures)
    if reasons:
        value["变动原因"] = reasons
    text = passages_value(package)
    if text:
        value["文字"] = text
    findings += assumed(drafts, at)
    findings += missing(value, standard, at)
    if vehicles_unsorted(package):
        expected = "按用途分开填写"
        findings.append(
            Finding(Kind.LEDGER_INCOMPLETE, at, "国有资产.车辆", expected, severity=Severity.INFO)
        )
    return Reconstruction(value, figures, book, tuple(settled)), findings


def _buildable(standard: Standard, year: int) -> Standard:
    """The package's standard, or one that can be built where that only serves to check."""
    if standard.templates is not None:
        return standard
    able = [one for one in shipped_standards() if one.templates is not None]
    return next((one for one in able if year in one.years), able[-1])


def _settled(
    package: PublishedPackage,
    registry: Registry,
    book: Book,
    drafts: Sequence[Draft],
    funds: Mapping[Fund, FundMoney],
) -> tuple[list[_Posted], list[Posting], list[Contradiction], list[Finding]]:
    """The rows in exact 元.

    They keep the exact funds of the projects' forms, unless the tables can only be had without;
    where the assumed rows leave rounding too little room, there are more of them.
    """
    ways = []
    for rows in (list(drafts), widened(drafts)):
        posted = as_postings(rows, funds, registry)
        postings = [one for one, _ in posted]
        exact, faults = _project_funds(package, registry, book, postings)
        for known in (exact, []) if exact else ([],):
            far = how_far(book, postings, known)
            ways.append((far, posted, known, faults))
            if not far:
                break
        if not ways[-1][0]:
            break
    _, posted, known, faults = min(ways, key=lambda way: way[0])
    settled, wrong = settle_postings(book, [one for one, _ in posted], known)
    return posted, settled, wrong, faults


def _project_funds(
    package: PublishedPackage, registry: Registry, book: Book, postings: Sequence[Posting]
) -> tuple[list[Exactly], list[Finding]]:
    """The exact funds of projects, where their forms agree with the tables."""
    exact: list[Exactly] = []
    findings: list[Finding] = []
    printed = _printed_projects(book)
    by_project = _by_project(postings)
    for position, form in zip(registry.forms, package.projects, strict=True):
        key = registry.projects[position].key
        own = by_project[key]
        current = [one for one in own if one.year == Year.CURRENT] or own
        total = year_total(form)
        if total is None or not current or key not in printed:
            continue
        if shown_wan(total) == printed[key]:
            exact.append(Exactly(tuple(one.line for one in current), total))
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


def _by_project(postings: Iterable[Posting]) -> dict[str, list[Posting]]:
    own: dict[str, list[Posting]] = defaultdict(list)
    for one in postings:
        own[one.project].append(one)
    return own


def _printed_projects(book: Book) -> dict[str, Decimal]:
    """Each project's money of this year in 万元, or where it has none, what was carried over."""
    printed: dict[str, Decimal] = {}
    for year in (Year.CARRY_OVER, Year.CURRENT):
        selection: dict[str, str | list[str]] = {"类别": "项目支出", "年份": year.value}
        own: dict[str, Decimal] = defaultdict(Decimal)
        for (_, key), amount in book.by_value(("单位", "项目"), selection).items():
            own[key] += amount
        for (key,), amount in book.by_value(("项目",), selection).items():
            own.setdefault(key, amount)
        printed |= {key: amount for key, amount in own.items() if amount}
    return printed


def _income(
    book: Book, settled: Sequence[Posting]
) -> tuple[list[tuple[Source, str, Decimal]], list[Contradiction]]:
    rows: list[tuple[Source, str, Decimal]] = []
    wrong: list[Contradiction] = []
    for source in (Source.GOVERNMENT_FUNDS, Source.STATE_CAPITAL):
        own, more = income_postings(book, settled, source)
        rows += [(source, code, amount) for code, amount in own]
        wrong += more
    return rows, wrong


def _value(
    package: PublishedPackage,
    standard: Standard,
    year: int,
    registry: Registry,
    catalogue: Catalogue,
    posted: Sequence[_Posted],
    settled: Sequence[Posting],
    income: Sequence[tuple[Source, str, Decimal]],
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
    left = [one for one, (_, draft) in zip(settled, posted, strict=True) if draft is None]
    if left:
        value["年终结转"] = [_year_end(one) for one in left]
    projects = _projects(package, standard, registry, settled)
    if projects:
        value["项目"] = projects
    if package.overall is not None:
        value["整体绩效"] = overall_value(package.overall, standard.overall)
    elif texts := overall_texts(package, standard):
        value["整体绩效"] = texts
    procurement = procurement_value(package, (one.name for one in registry.projects))
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
    """资金来源 and 年份 where they are not the usual."""
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
    """科目 by kind and code with the names the tables print."""
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
    """Printed 科目 that the year's catalogue lacks, with those above them."""
    used = {(AccountKind.FUNCTION, one.function_code) for one in settled}
    used |= {(AccountKind.INCOME, code) for _, code, _ in income}
    added: dict[tuple[AccountKind, str], str] = {}
    for kind, code in sorted(used):
        chart = catalogue.chart(kind)
        for one in (*chart.ancestors(code), code):
            if one not in chart and (kind, one) in names:
                added[kind, one] = names[kind, one]
    return [
        {"类型": kind.value, "编码": code, "名称": name} for (kind, code), name in added.items()
    ]


def _projects(
    package: PublishedPackage,
    standard: Standard,
    registry: Registry,
    settled: Sequence[Posting],
) -> list[dict[str, Any]]:
    forms = dict(zip(registry.forms, package.projects, strict=True))
    frame = standard.project_form.frame
    by_project = _by_project(settled)
    values = []
    for position, project in enumerate(registry.projects):
        own = by_project[project.key]
        if not own:
            continue
        value: dict[str, Any] = {"编码": project.code} if project.code else {}
        value["名称"] = project.name
        form = forms.get(position)
        if form is not None:
            rest = project_value(form, frame, registry.units)
            current = [one for one in own if one.year == Year.CURRENT] or own
            year = year_funds(form)
            if year and sum(map(Decimal, year.values())) == sum(one.amount for one in current):
                value["年度资金"] = year
            value |= rest
        values.append(value)
    return values


def _figures(value: Mapping[str, Any], catalogue: Catalogue) -> Figures | None:
    """The figures of the ledger, what is still to be written filled in for the purpose."""
    filled = dict(value)
    department = {"代码": "0", "级次": "县", "公开日期": "2000-01-01", "职责": [_TO_COMPLETE]}
    filled["部门"] = {**department, **value["部门"]}
    counts = dict.fromkeys(("车辆编制数", "五十万元以上设备", "百万元以上设备"), "0")
    filled["国有资产"] = {"截至日期": "2000-01-01", "车辆": {}, "办公用房面积": "0", **counts}
    filled["项目"] = [
        {key: one[key] for key in ("编码", "名称") if key in one} | _PROJECT_FILLED
        for one in value.get("项目", ())
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
