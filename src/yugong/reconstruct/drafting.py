"""Drafting the rows of a ledger that give the printed tables, up to a rounding residue.

Combinations of 科目, projects and units that the tables leave open are assumed, and marked so in
the note of each row.

Tests: tests/reconstruct/test_ledger_of_package.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from yugong.budget.catalogue import Catalogue
from yugong.budget.dimension import Category, Measure, Source, Year
from yugong.figures.posting import Posting
from yugong.quick_dataclass import dataclass
from yugong.reconstruct.assumptions import Assumptions
from yugong.reconstruct.filling import spread, subset
from yugong.reconstruct.funds import FISCAL_IN_ORDER, Fund, FundMoney, fund_money, hundredths
from yugong.reconstruct.printed import FEN_PER_WAN, PrintedBook
from yugong.reconstruct.registry import PrintedProject, Registry
from yugong.reconstruct.shares import share_out

_PERSONNEL_OTHERWISE = "30199"
_AGENCY_CLASSES = ("501", "502", "503", "504")
_RESIDUE = 1
FEN_PER_HUNDREDTH = FEN_PER_WAN // 100

PAIRED = "功能科目与经济科目的对应"
ECONOMIC = "部门经济科目"
FUNCTION = "项目的功能科目"
CATEGORY = "支出类别"
UNIT = "单位"
SOURCE = "资金来源"
PROJECT = "项目"
UNNAMED = "未列名的项目"


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted row: its classification, its amount in 百元, and the parts that are assumed."""

    category: Category
    unit: str
    function: str
    economic: str
    government: str
    source: Source
    year: Year
    amount: int
    project: str = ""
    assumed: frozenset[str] = frozenset()

    def assuming(self, *what: str) -> Draft:
        """Return the row with more parts marked as assumed."""
        return replace(self, assumed=self.assumed | set(what))


@dataclass(slots=True)
class Drafting:
    """The drafting of the rows of every fund.

    ``funds_in_forms`` are the projects' funds in 分, from their performance forms.  ``registry``
    gets an unnamed project where 项目支出 is printed without any project.
    """

    book: PrintedBook
    registry: Registry
    catalogue: Catalogue
    assumed: Assumptions
    funds_in_forms: Mapping[str, int]
    shared: Fund | None = None

    def rows(self) -> tuple[list[Draft], dict[Fund, FundMoney]]:
        """Return the rows of 收支明细, and the money of their funds."""
        funds = fund_money(self.book)
        with_projects = [fund for fund, money in funds.items() if sum(money.project.values())]
        usual = (Source.GENERAL, Year.CURRENT)
        self.shared = usual if usual in with_projects else next(iter(with_projects), None)
        drafts: list[Draft] = []
        for fund, money in funds.items():
            basic = self._basic(fund, money.basic)
            projects = self._projects(fund, money.project)
            if fund[0] in FISCAL_IN_ORDER and fund[1] is Year.CURRENT:
                basic, projects = self._receptions(fund[0], basic, projects)
            drafts += basic + projects
        return [self._with_government(draft) for draft in drafts if draft.amount > 0], funds

    @property
    def _first(self) -> str:
        return next(iter(self.registry.units))

    def _of_kind(self, *, agency: bool) -> str | None:
        units = self.registry.units.items()
        return next((name for name, kind in units if kind.is_agency is agency), None)

    def _basic(self, fund: Fund, by_function: Mapping[str, int]) -> list[Draft]:
        source, year = fund
        if not by_function:
            return []
        columns = self._economics(fund)
        known = bool(columns)
        if not columns:
            columns = self._assumed_economics(fund, sum(by_function.values()))
        grid = spread(
            by_function, columns, lambda code, column: self.assumed.goes_with(code, column[1])
        )
        drafts = []
        for (code, (category, economic, government)), amount in sorted(grid.items()):
            draft = Draft(category, self._first, code, economic, government, source, year, amount)
            if not known:
                draft = draft.assuming(CATEGORY, ECONOMIC)
            elif len(by_function) > 1 and len(columns) > 1:
                draft = draft.assuming(PAIRED)
            drafts.append(draft)
        return self._to_units(fund, drafts)

    def _economics(self, fund: Fund) -> dict[tuple[Category, str, str], int]:
        """Return 基本支出 by 经济科目 as printed for this fund; empty if it is not printed."""
        columns: dict[tuple[Category, str, str], int] = {}
        for category in (Category.PERSONNEL, Category.PUBLIC):
            selection: dict[str, str | list[str]] = {
                "来源": fund[0].value,
                "年份": fund[1].value,
                "类别": category.value,
            }
            pairs = self.book.by_value(("部门经济科目", "政府经济科目"), selection)
            for (code, government), amount in sorted(pairs.items()):
                columns[category, code, government] = hundredths(amount)
            if not pairs:
                for code, amount in sorted(self.book.by_code("部门经济科目", selection).items()):
                    columns[category, code, ""] = hundredths(amount)
        return {column: amount for column, amount in columns.items() if amount}

    def _assumed_economics(self, fund: Fund, total: int) -> dict[tuple[Category, str, str], int]:
        """Return assumed 经济科目 where no table prints them: 公用经费 first of all.

        Without institutions, 公用经费 is 机关运行经费, and the remainder 人员经费.
        """
        public = total
        if self._of_kind(agency=False) is None:
            public = min(sum(self._running_costs(fund).values()), total)
            public = public if fund[1] is Year.CURRENT and fund[0] in FISCAL_IN_ORDER else total
        return {
            (Category.PERSONNEL, _PERSONNEL_OTHERWISE, ""): total - public,
            (Category.PUBLIC, self.assumed.otherwise, ""): public,
        }

    def _running_costs(self, fund: Fund) -> dict[str, int]:
        """Return the printed 机关运行经费 of each agency, in 百元."""
        selection: dict[str, str | list[str]] = {
            "来源": fund[0].value,
            "年份": fund[1].value,
            "类别": Category.PUBLIC.value,
            "单位性质": "机关",
        }
        printed = self.book.by_value(("单位",), selection)
        return {unit: hundredths(amount) for (unit,), amount in printed.items()}

    def _to_units(self, fund: Fund, drafts: list[Draft]) -> list[Draft]:
        """Give the printed 公用经费 to the agencies, and the remainder to the other units."""
        if len(self.registry.units) == 1:
            return drafts
        agency, other = self._of_kind(agency=True), self._of_kind(agency=False)
        placed: list[Draft] = []
        public: dict[int, int] = {}
        for index, draft in enumerate(drafts):
            if draft.category is Category.PUBLIC and fund[0] in FISCAL_IN_ORDER and agency:
                public[index] = draft.amount
            else:
                to_agency = draft.government.startswith(_AGENCY_CLASSES)
                unit = (agency if to_agency else other) or self._first
                placed.append(replace(draft, unit=unit).assuming(UNIT))
        shares = self._running_costs(fund) if fund[1] is Year.CURRENT else {}
        left = sum(public.values()) - sum(shares.values())
        if left > _RESIDUE or not shares:
            name = other or self._first
            shares[name] = shares.get(name, 0) + left
        for (index, unit), amount in sorted(spread(public, shares).items()):
            placed.append(replace(drafts[index], unit=unit, amount=amount).assuming(UNIT))
        return placed

    def _projects(self, fund: Fund, by_function: Mapping[str, int]) -> list[Draft]:
        if not by_function:
            return []
        source, year = fund
        amounts, printed = self._project_amounts(fund)
        if not amounts:
            amounts = self._unlisted(fund, sum(by_function.values()))
        names = {project.key: project.name for project in self.registry.projects}
        certain = len(by_function) == 1 or len(amounts) == 1
        drafts = []
        for (code, (unit, key)), amount in self._by_function(by_function, amounts, names).items():
            economic = self.assumed.economic(names[key])
            draft = Draft(
                Category.SPECIFIC_PROJECT, unit, code, economic, "", source, year, amount, key
            ).assuming(ECONOMIC, CATEGORY)
            if not certain:
                draft = draft.assuming(FUNCTION)
            if not printed:
                draft = draft.assuming(PROJECT)
            drafts.append(draft)
        order = {project.key: number for number, project in enumerate(self.registry.projects)}
        return sorted(drafts, key=lambda draft: (order[draft.project], draft.unit, draft.function))

    def _project_amounts(self, fund: Fund) -> tuple[dict[tuple[str, str], int], bool]:
        """Return a fund's project amounts by unit and project; ``True`` if they are printed."""
        selection: dict[str, str | list[str]] = {
            "来源": fund[0].value,
            "年份": fund[1].value,
            "类别": "项目支出",
        }
        owner = {project.key: project.unit for project in self.registry.projects}
        amounts = {
            (unit, key): hundredths(amount)
            for (unit, key), amount in self.book.by_value(("单位", "项目"), selection).items()
        }
        listed = {key for _, key in amounts}
        for (key,), amount in self.book.by_value(("项目",), selection).items():
            if key not in listed:
                amounts[owner[key], key] = hundredths(amount)
        return {key: amount for key, amount in amounts.items() if amount}, bool(amounts)

    def _unlisted(self, fund: Fund, total: int) -> dict[tuple[str, str], int]:
        """Return assumed amounts, in 百元, of money that no table lists by project.

        If no table lists projects at all, every project gets some of one fund, ``shared``: what
        its form states, else a part of the remainder.  Other money is all the first's.
        """
        if not self.registry.projects:
            unnamed = PrintedProject(UNNAMED, self._first)
            self.registry = replace(self.registry, projects=(unnamed,))
        projects = {project.key: project.unit for project in self.registry.projects}
        if fund != self.shared or self._lists_projects():
            projects = dict(list(projects.items())[:1])
        if total < len(projects):
            projects = dict(list(projects.items())[:total])
        known = {key: fen // FEN_PER_HUNDREDTH for key, fen in self.funds_in_forms.items()}
        shares = share_out(total, list(projects), known)
        return {(projects[key], key): amount for key, amount in shares.items()}

    def _lists_projects(self) -> bool:
        """Tell if the package has a table of projects."""
        return any(project is not None for _, project in self.registry.rows.values())

    def _by_function(
        self,
        by_function: Mapping[str, int],
        amounts: Mapping[tuple[str, str], int],
        names: Mapping[str, str],
    ) -> dict[tuple[str, tuple[str, str]], int]:
        """Match projects with 功能科目: by sums of amounts, then by name, then in order."""
        left, rows = dict(amounts), dict(by_function)
        exact = {project: self._fen(project, amount) for project, amount in amounts.items()}
        grid: dict[tuple[str, tuple[str, str]], int] = {}
        for code in sorted(rows, key=lambda key: (rows[key], key))[:-1]:
            suggested = [p for p in left if self.assumed.suggests_function(names[p[1]], code)]
            order = [*suggested, *(p for p in left if p not in suggested)]
            low, high = _bounds(rows, code, sum(exact[p] for p in left))
            chosen = subset(((p, exact[p]) for p in order), low, high)
            if chosen is None:
                continue
            for project in chosen:
                grid[code, project] = left.pop(project)
            del rows[code]
        others = spread(
            rows, left, lambda code, p: self.assumed.suggests_function(names[p[1]], code)
        )
        return {**grid, **others}

    def _fen(self, project: tuple[str, str], amount: int) -> int:
        """Return a project's amount in 分: of its form if that rounds to the printed amount."""
        printed = amount * FEN_PER_HUNDREDTH
        known = self.funds_in_forms.get(project[1], printed)
        return known if abs(known - printed) <= FEN_PER_HUNDREDTH // 2 else printed

    def _receptions(
        self, source: Source, basic: list[Draft], projects: list[Draft]
    ) -> tuple[list[Draft], list[Draft]]:
        """Move “三公” spending outside the printed 基本支出 to rows of projects."""
        selection: dict[str, str | list[str]] = {"来源": source.value, "年份": Year.CURRENT.value}
        names = {project.key: project.name for project in self.registry.projects}
        drafts = [*basic, *projects]
        printed = self._economics((source, Year.CURRENT))
        suggested = {code for _, code in self.assumed.receptions}
        for codes, amount in sorted(self.book.by_codes("部门经济科目", selection).items()):
            if not any(code in suggested for code in codes):
                continue
            printed_sums = [
                sum_ for (_, item, _), sum_ in printed.items() if item.startswith(codes)
            ]
            missing = hundredths(amount) - sum(printed_sums)
            if missing <= len(printed_sums) * _RESIDUE:
                continue
            code = next(candidate for candidate in codes if candidate in suggested)
            able = [
                index
                for index, draft in enumerate(drafts)
                if ECONOMIC in draft.assumed and draft.economic not in suggested
            ]
            able.sort(
                key=lambda index: (
                    not self.assumed.names_reception(names.get(drafts[index].project, ""), code),
                    bool(drafts[index].project),
                    -drafts[index].amount,
                    index,
                )
            )
            for index in able:
                if missing <= 0:
                    break
                taken = min(missing, drafts[index].amount)
                missing -= taken
                drafts.append(replace(drafts[index], economic=code, amount=taken))
                drafts[index] = replace(drafts[index], amount=drafts[index].amount - taken)
        return _split(drafts)

    def _with_government(self, draft: Draft) -> Draft:
        """Add the government 科目 of the unit by the correspondence, if none is printed."""
        if draft.government:
            return draft
        is_agency = self.registry.units[draft.unit].is_agency
        usual = self.catalogue.government_code(draft.economic, is_agency)
        usual = usual or self.catalogue.government_code(draft.economic, not is_agency)
        return replace(draft, government=usual or "")


def with_other_classifications(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the rows, and empty rows for other possible classifications of the same money.

    These have another 功能科目, or another source for carry-over, since rounding may hide the
    last digit of a source.  Settling gives some of them small amounts where rounding demands it.
    """
    groups: dict[tuple[Source, Year, bool], dict[tuple[object, ...], Draft]] = {}
    functions: dict[tuple[Source, Year, bool], dict[str, None]] = {}
    for draft in drafts:
        fund = (draft.source, draft.year, bool(draft.project))
        kind = (draft.category, draft.unit, draft.economic, draft.government, draft.project)
        groups.setdefault(fund, {}).setdefault(kind, draft)
        functions.setdefault(fund, {}).setdefault(draft.function)
    known = {replace(draft, amount=0, assumed=frozenset()) for draft in drafts}
    more: list[Draft] = []
    for fund, of_fund in groups.items():
        for draft in of_fund.values():
            for code in functions[fund]:
                empty = replace(draft, function=code, amount=0)
                if replace(empty, assumed=frozenset()) not in known:
                    more.append(empty.assuming(FUNCTION if draft.project else PAIRED))
    carried = [draft for draft in drafts if draft.year is Year.CARRY_OVER]
    others = {draft.source for draft in carried} | {Source.UNIT_FUNDS} if carried else set()
    for draft in carried:
        for source in sorted(others - {draft.source}):
            more.append(replace(draft, source=source, amount=0).assuming(SOURCE))
    return [*drafts, *more]


def _bounds(rows: Mapping[str, int], code: str, whole: int) -> tuple[int, int]:
    """Return the least and largest sum, in 分, of projects of one 科目 next to the others."""
    half = FEN_PER_HUNDREDTH // 2
    printed = rows[code] * FEN_PER_HUNDREDTH
    others = sum(amount for other, amount in rows.items() if other != code) * FEN_PER_HUNDREDTH
    slack = half * (len(rows) - 1)
    low = max(printed - half, whole - others - slack + 1)
    high = min(printed + half - 1, whole - others + slack)
    return (low, high) if low <= high else (printed, printed)


def _split(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    basic: list[Draft] = []
    projects: list[Draft] = []
    for draft in drafts:
        (projects if draft.project else basic).append(draft)
    return basic, projects


def as_postings(
    drafts: Iterable[Draft], funds: Mapping[Fund, FundMoney], registry: Registry
) -> list[tuple[Posting, Draft | None]]:
    """Return the postings of the rows, their amounts unsettled, then those of 年终结转."""
    first = next(iter(registry.units))
    postings: list[tuple[Posting, Draft | None]] = []
    for draft in drafts:
        kind = registry.units[draft.unit].value
        posting = Posting(
            Measure.EXPENDITURE.value,
            draft.unit,
            kind,
            draft.category.value,
            draft.project,
            draft.function,
            draft.economic,
            draft.government,
            "",
            draft.source.value,
            draft.year.value,
            Decimal(draft.amount * 100),
            len(postings),
        )
        postings.append((posting, draft))
    for (source, year), money in funds.items():
        for code, amount in sorted(money.year_end.items()):
            posting = Posting(
                Measure.YEAR_END.value,
                first,
                registry.units[first].value,
                "",
                "",
                code,
                "",
                "",
                "",
                source.value,
                year.value,
                Decimal(amount * 100),
                len(postings),
            )
            postings.append((posting, None))
    return postings
