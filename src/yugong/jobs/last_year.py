"""Read last year's figures from a ledger, a built package or a published one.

A short list of figures (上年数) needs no file and is read with the budget itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from yugong.budget.budget import Budget
from yugong.budget.catalogue import AccountKind
from yugong.budget.crosswalk import Crosswalk
from yugong.budget.money import ZERO, is_cents
from yugong.figures.definitions import Scopes, fact_definitions
from yugong.figures.figures import Figures, compute_figures
from yugong.figures.last_year import LastYear, project_of_fact
from yugong.figures.posting import CODE_DIMENSIONS, DIMENSION_NAMES, post
from yugong.figures.project_match import KnownProject, match_projects
from yugong.findings import Finding, Kind, Place, Severity, has_errors
from yugong.intake.budget_file import WORKBOOK_SUFFIXES, YAML_SUFFIXES, Intake, read_budget
from yugong.intake.crosswalk_file import load_crosswalk, read_crosswalk
from yugong.reading.file_bytes import read_bytes
from yugong.reading.located_yaml import Locate
from yugong.reading.system import is_folder
from yugong.writing.facts_json import DATA_FILE, FORMAT


def read_last_year(
    intake: Intake, folder: Path, scopes: Scopes = ()
) -> tuple[LastYear | None, list[Finding]]:
    """Read the file of last year that a budget file in ``folder`` names.

    Its facts are summed as this year's are (``scopes``).  Returns None if no file is named, or if
    it cannot be used; then the findings say why.
    """
    source = intake.budget.last_year
    if source is None:
        return None, []
    place = intake.place(("上年资料", "文件"))
    crosswalk, findings = _crosswalk(intake, folder)
    path = folder / source.file
    if is_folder(path):
        path = path / DATA_FILE
    suffix = path.suffix.lower()
    if suffix == ".json":
        last, faults = _from_package(path, intake, crosswalk, place)
        return last, [*findings, *faults]
    ledgers = (*YAML_SUFFIXES, *WORKBOOK_SUFFIXES)
    earlier, problems = read_budget(path) if suffix in ledgers else (None, [])
    problems = [finding for finding in problems if finding.code != Kind.TO_BE_COMPLETED]
    if earlier is not None and not has_errors(problems):
        last, faults = _from_ledger(path.name, earlier, intake, crosswalk, place, scopes)
        return last, [*findings, *faults]
    from yugong.published.raw import PACKAGE_SUFFIXES  # readers are slow to load

    if earlier is None and suffix in PACKAGE_SUFFIXES:  # a workbook may be either
        last, faults = _from_published(path, intake, crosswalk, place, scopes)
    elif suffix in ledgers:
        last, faults = None, [_unusable(path, problems, place, "能够单独生成的上年预算文件")]
    else:
        expected = "、".join(dict.fromkeys((*ledgers, *PACKAGE_SUFFIXES, DATA_FILE)))
        last, faults = None, [Finding(Kind.UNSUPPORTED_FILE_KIND, place, source.file, expected)]
    return last, [*findings, *faults]


def last_year_disagreements(budget: Budget, last: LastYear, place: Locate) -> list[Finding]:
    """Return findings (B025) for listed figures that differ from those of last year's file."""
    return [
        Finding(
            Kind.LAST_YEAR_DISAGREES,
            place(("上年数", fact)),
            actual=f"{fact}：{listed} 元",
            expected=f"{last.amounts[fact]} 元（{last.origin}）",
            severity=Severity.WARNING,
        )
        for fact, listed in budget.previous.items()
        if fact in last.amounts and last.amounts[fact] != listed
    ]


def _crosswalk(intake: Intake, folder: Path) -> tuple[Crosswalk, list[Finding]]:
    crosswalk = load_crosswalk(intake.budget.year)
    source = intake.budget.last_year
    if source is None or not source.crosswalk:
        return crosswalk, []
    codes, findings = read_crosswalk(folder / source.crosswalk)
    return crosswalk.with_codes(codes), findings


def _unusable(path: Path, problems: Iterable[Finding], place: Place, expected: str) -> Finding:
    """Return the finding for a file of last year that itself has errors."""
    errors = [problem.message for problem in problems if problem.severity is Severity.ERROR]
    actual = f"{path.name}：{len(errors)} 处错误，第一处：{errors[0]}" if errors else path.name
    return Finding(Kind.LAST_YEAR_UNUSABLE, place, actual, expected)


def _from_ledger(
    name: str, earlier: Intake, intake: Intake, crosswalk: Crosswalk, place: Place, scopes: Scopes
) -> tuple[LastYear, list[Finding]]:
    findings = _of_last_year(earlier.budget.year, earlier.budget.department.name, intake, place)
    budget = crosswalk.recoded(earlier.budget)
    findings += _unknown_codes(budget, intake, place)
    figures = compute_figures(budget, intake.catalogue, scopes=scopes)
    names = {project.key: project.name for project in budget.projects}
    last = LastYear(name, _amounts(figures), figures.postings, names, earlier.place)
    codes = {project.key: project.code or "" for project in budget.projects}
    return _with_this_years_projects(last, codes, intake), findings


def _with_this_years_projects(last: LastYear, codes: Mapping[str, str], intake: Intake) -> LastYear:
    """Return last year with the keys of this year for projects that continue.

    ``codes`` are the codes of last year's projects by key.
    """
    budget = intake.budget
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for posting in post(budget, intake.catalogue):
        totals[posting.project] += posting.amount
    now = [
        KnownProject(project.key, project.code or "", project.name, totals[project.key])
        for project in budget.projects
    ]
    earlier = [
        KnownProject(
            key, code, last.projects.get(key, key), last.amounts.get(f"项目.{key}.合计", ZERO)
        )
        for key, code in codes.items()
    ]
    return last.with_project_keys(match_projects(earlier, now), {project.key for project in now})


def _from_published(
    path: Path, intake: Intake, crosswalk: Crosswalk, place: Place, scopes: Scopes
) -> tuple[LastYear | None, list[Finding]]:
    """Return the facts that last year's published package prints, in 元."""
    from yugong.reconstruct.facts_in_print import facts_in_print
    from yugong.reconstruct.ledger_of_package import ledger_of_package
    from yugong.reconstruct.package_file import read_package

    package, findings = read_package(path)
    made, faults = (None, []) if package is None else ledger_of_package(package)
    if package is None or made is None:
        return None, [_unusable(path, [*findings, *faults], place, "能够读出各表的上年公开材料")]
    findings = _of_last_year(package.year, package.department, intake, place)
    return LastYear(path.name, _recoded(facts_in_print(made, scopes), crosswalk)), findings


def _amounts(figures: Figures) -> dict[str, Decimal]:
    return {fact.id: fact.value for fact in figures.facts.values() if fact.unit == "元"}


def _of_last_year(year: int | None, name: str, intake: Intake, place: Place) -> list[Finding]:
    """Return an error if it is not the year before, a warning if the department differs."""
    budget = intake.budget
    findings = []
    if year != budget.year - 1:
        actual = "没有写明年度" if year is None else f"{year} 年"
        findings.append(
            Finding(Kind.LAST_YEAR_OF_ANOTHER, place, actual, f"{budget.year - 1} 年的预算")
        )
    if name != budget.department.name:
        expected = budget.department.name
        findings.append(
            Finding(Kind.LAST_YEAR_OF_ANOTHER, place, name, expected, severity=Severity.WARNING)
        )
    return findings


def _unknown_codes(budget: Budget, intake: Intake, place: Place) -> list[Finding]:
    """Warn of 科目 of last year that neither this year's catalogue nor a crosswalk has."""
    catalogue = intake.catalogue
    unknown: dict[str, None] = {}
    for line in budget.ledger:
        for kind, code in (
            (AccountKind.FUNCTION, line.function_code),
            (AccountKind.DEPARTMENT_ECONOMIC, line.department_code),
        ):
            if code not in catalogue.chart(kind):
                unknown[f"{kind} {code}"] = None
    expected = "本年目录中的科目；更名、调整的写入“科目对照”"
    return [
        Finding(Kind.LAST_YEAR_ACCOUNT_GONE, place, account, expected, severity=Severity.WARNING)
        for account in unknown
    ]


def _from_package(
    path: Path, intake: Intake, crosswalk: Crosswalk, place: Place
) -> tuple[LastYear | None, list[Finding]]:
    """Return the exact facts of a built package, from its data file (数据.json)."""
    data, faults = read_bytes(path)
    if data is None:  # reported at the field that names the file
        why = "：".join(filter(None, (path.name, faults[0].actual)))
        return None, [replace(faults[0], place=place, actual=why)]
    try:
        document = json.loads(data.decode("utf-8"), parse_float=str)
        if document["格式"] != FORMAT:
            raise ValueError(document["格式"])
        amounts = {
            str(entry["编号"]): _amount(entry["值"])
            for entry in document["事实"]
            if entry["单位"] == "元"
        }
        year, name = int(document["年度"]), str(document["部门"])
    except (ValueError, KeyError, TypeError, RecursionError, ArithmeticError):
        actual = f"{path.name} 不是公开材料的数据文件"
        return None, [
            Finding(Kind.LAST_YEAR_UNUSABLE, place, actual, f"生成公开材料时写出的 {DATA_FILE}")
        ]
    findings = _of_last_year(year, name, intake, place)
    last = LastYear(path.name, _recoded(amounts, crosswalk))
    keys = sorted({key for fact in amounts if (key := project_of_fact(fact)[0])})
    return _with_this_years_projects(last, {key: key for key in keys}, intake), findings


def _amount(text: Any) -> Decimal:
    value = Decimal(str(text))
    if not value.is_finite() or not is_cents(value):
        raise ValueError(text)
    return value


def _recoded(amounts: dict[str, Decimal], crosswalk: Crosswalk) -> dict[str, Decimal]:
    """Return facts under this year's codes of 科目; two codes that became one are summed."""
    kinds = {
        family.name: AccountKind(DIMENSION_NAMES[family.position])
        for family in fact_definitions()[1]
        if DIMENSION_NAMES[family.position] in CODE_DIMENSIONS
    }
    recoded: dict[str, Decimal] = {}
    for fact, amount in amounts.items():
        parts = fact.split(".")
        kind = kinds.get(parts[0]) if len(parts) == 3 else None
        key = f"{parts[0]}.{crosswalk.code(kind, parts[1])}.{parts[2]}" if kind else fact
        recoded[key] = recoded.get(key, ZERO) + amount
    return recoded
