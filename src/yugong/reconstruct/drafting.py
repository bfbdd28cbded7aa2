"""The rows of a ledger that give the printed tables, up to a rounding residue.

What the tables do not say about how 科目, projects and units go together is assumed; each row
says so in its note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yugong.budget.catalogue import Catalogue
from yugong.budget.dimension import Category, Measure, Source, Year
from yugong.figures.posting import Posting
from yugong.reconstruct.assumptions import Assumptions
from yugong.reconstruct.filling import spread, subset
from yugong.reconstruct.funds import FISCAL, Fund, FundMoney, fund_money, hundredths
from yugong.reconstruct.printed import FEN_PER_WAN, Book
from yugong.reconstruct.registry import PrintedProject, Registry

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
    """One row to be: its classification, hundredths of 万元, and what of it is assumed."""

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
        """The same row with more of it assumed."""
        return replace(self, assumed=self.assumed | set(what))


@dataclass(slots=True)
class Drafting:
    """Works out the rows of every fund.

    ``funds_in_forms`` are the projects' funds in 分 as their performance forms print them.
    ``registry`` gets a project without a name where 项目支出 is printed but no project is.
    """

    book: Book
    registry: Registry
    catalogue: Catalogue
    assumed: Assumptions
    funds_in_forms: Mapping[str, int]

    def rows(self) -> tuple[list[Draft], dict[Fund, FundMoney]]:
        """The rows of 收支明细, and the funds they are of."""
        funds = fund_money(self.book)
        drafts: list[Draft] = []
        for fund, money in funds.items():
            basic = self._basic(fund, money.basic)
            projects = self._projects(fund, money.project)
            if fund[0] in FISCAL and fund[1] is Year.CURRENT:
                basic, projects = self._receptions(fund[0], basic, projects)
            drafts += basic + projects
        return [self._with_government(one) for one in drafts if one.amount > 0], funds

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
            one = Draft(category, self._first, code, economic, government, source, year, amount)
            if not known:
                one = one.assuming(CATEGORY, ECONOMIC)
            elif len(by_function) > 1 and len(columns) > 1:
                one = one.assuming(PAIRED)
            drafts.append(one)
        return self._to_units(fund, drafts)

    def _economics(self, fund: Fund) -> dict[tuple[Category, str, str], int]:
        """基本支出 by 经济科目 where the package prints it for this fund."""
        columns: dict[tuple[Category, str, str], int] = {}
        for category in (Category.PERSONNEL, Category.PUBLIC):
            selection: dict[str, str | list[str]] = {
                "来源": fund[0].value,
                "年份": fund[1].value,
                "类别": category.value,
            }
            pairs = self.book.by_value(("部门经济科目", "政府经济科目"), selection)
            for (code, beside), amount in sorted(pairs.items()):
                columns[category, code, beside] = hundredths(amount)
            if not pairs:
                for code, amount in sorted(self.book.by_code("部门经济科目", selection).items()):
                    columns[category, code, ""] = hundredths(amount)
        return {column: amount for column, amount in columns.items() if amount}

    def _assumed_economics(self, fund: Fund, total: int) -> dict[tuple[Category, str, str], int]:
        """Without any table by 经济科目: 公用经费, save what agencies' 机关运行经费 leaves out."""
        public = total
        if self._of_kind(agency=False) is None:
            public = min(sum(self._running_costs(fund).values()), total)
            public = public if fund[1] is Year.CURRENT and fund[0] in FISCAL else total
        return {
            (Category.PERSONNEL, _PERSONNEL_OTHERWISE, ""): total - public,
            (Category.PUBLIC, self.assumed.otherwise, ""): public,
        }

    def _running_costs(self, fund: Fund) -> dict[str, int]:
        """机关运行经费 of each agency, as printed."""
        selection: dict[str, str | list[str]] = {
            "来源": fund[0].value,
            "年份": fund[1].value,
            "类别": Category.PUBLIC.value,
            "单位性质": "机关",
        }
        printed = self.book.by_value(("单位",), selection)
        return {unit: hundredths(amount) for (unit,), amount in printed.items()}

    def _to_units(self, fund: Fund, drafts: list[Draft]) -> list[Draft]:
        """公用经费 goes to the agencies as printed, the rest to the others."""
        if len(self.registry.units) == 1:
            return drafts
        agency, other = self._of_kind(agency=True), self._of_kind(agency=False)
        placed: list[Draft] = []
        public: dict[int, int] = {}
        for at, one in enumerate(drafts):
            if one.category is Category.PUBLIC and fund[0] in FISCAL and agency:
                public[at] = one.amount
            else:
                to_agency = one.government.startswith(_AGENCY_CLASSES)
                unit = (agency if to_agency else other) or self._first
                placed.append(replace(one, unit=unit).assuming(UNIT))
        shares = self._running_costs(fund) if fund[1] is Year.CURRENT else {}
        left = sum(public.values()) - sum(shares.values())
        if left > _RESIDUE or not shares:
            name = other or self._first
            shares[name] = shares.get(name, 0) + left
        for (at, unit), amount in sorted(spread(public, shares).items()):
            placed.append(replace(drafts[at], unit=unit, amount=amount).assuming(UNIT))
        return placed

    def _projects(self, fund: Fund, by_function: Mapping[str, int]) -> list[Draft]:
        if not by_function:
            return []
        source, year = fund
        amounts, said = self._project_amounts(fund)
        if not amounts:
            if not self.registry.projects:
                unnamed = PrintedProject(UNNAMED, self._first)
                self.registry = replace(self.registry, projects=(unnamed,))
            first = self.registry.projects[0]
            amounts = {(first.unit, first.key): sum(by_function.values())}
        names = {one.key: one.name for one in self.registry.projects}
        certain = len(by_function) == 1 or len(amounts) == 1
        drafts = []
        for (code, (unit, key)), amount in self._by_function(by_function, amounts, names).items():
            economic = self.assumed.economic(names[key])
            one = Draft(
                Category.SPECIFIC_PROJECT, unit, code, economic, "", source, year, amount, key
            ).assuming(ECONOMIC, CATEGORY)
            if not certain:
                one = one.assuming(FUNCTION)
            if not said:
                one = one.assuming(PROJECT)
            drafts.append(one)
        at = {one.key: number for number, one in enumerate(self.registry.projects)}
        return sorted(drafts, key=lambda one: (at[one.project], one.unit, one.function))

    def _project_amounts(self, fund: Fund) -> tuple[dict[tuple[str, str], int], bool]:
        """A fund's projects by unit, and whether the package prints them."""
        selection: dict[str, str | list[str]] = {
            "来源": fund[0].value,
            "年份": fund[1].value,
            "类别": "项目支出",
        }
        owner = {one.key: one.unit for one in self.registry.projects}
        amounts = {
            (unit, key): hundredths(amount)
            for (unit, key), amount in self.book.by_value(("单位", "项目"), selection).items()
        }
        listed = {key for _, key in amounts}
        for (key,), amount in self.book.by_value(("项目",), selection).items():
            if key not in listed:
                amounts[owner[key], key] = hundredths(amount)
        if amounts or fund != (Source.GENERAL, Year.CURRENT) or self._lists_projects():
            return {one: amount for one, amount in amounts.items() if amount}, bool(amounts)
        in_forms = {
            (owner[key], key): fen // FEN_PER_HUNDREDTH for key, fen in self.funds_in_forms.items()
        }
        return {one: amount for one, amount in in_forms.items() if amount}, False

    def _lists_projects(self) -> bool:
        """Whether the package has a table of projects."""
        return any(project is not None for _, project in self.registry.rows.values())

    def _by_function(
        self,
        by_function: Mapping[str, int],
        amounts: Mapping[tuple[str, str], int],
        names: Mapping[str, str],
    ) -> dict[tuple[str, tuple[str, str]], int]:
        """Projects to 功能科目: by amounts that sum to one, by name, the rest in order."""
        left, rows = dict(amounts), dict(by_function)
        exact = {project: self._fen(project, amount) for project, amount in amounts.items()}
        grid: dict[tuple[str, tuple[str, str]], int] = {}
        for code in sorted(rows, key=lambda one: (rows[one], one))[:-1]:
            suggested = [p for p in left if self.assumed.suggests_function(names[p[1]], code)]
            order = [*suggested, *(p for p in left if p not in suggested)]
            low, high = _bounds(rows, code, sum(exact[p] for p in left))
            chosen = subset(((p, exact[p]) for p in order), low, high)
            if chosen is None:
                continue
            for project in chosen:
                grid[code, project] = left.pop(project)
            del rows[code]
        rest = spread(rows, left, lambda code, p: self.assumed.suggests_function(names[p[1]], code))
        return {**grid, **rest}

    def _fen(self, project: tuple[str, str], amount: int) -> int:
        """A project's amount in 分: as its form has it where that rounds to what is printed."""
        printed = amount * FEN_PER_HUNDREDTH
        known = self.funds_in_forms.get(project[1], printed)
        return known if abs(known - printed) <= FEN_PER_HUNDREDTH // 2 else printed

    def _receptions(
        self, source: Source, basic: list[Draft], projects: list[Draft]
    ) -> tuple[list[Draft], list[Draft]]:
        """“三公” spending that 基本支出 by 经济科目 does not show is that of projects."""
        selection: dict[str, str | list[str]] = {"来源": source.value, "年份": Year.CURRENT.value}
        names = {one.key: one.name for one in self.registry.projects}
        drafts = [*basic, *projects]
        printed = self._economics((source, Year.CURRENT))
        suggested = {code for _, code in self.assumed.receptions}
        for codes, amount in sorted(self.book.by_codes("部门经济科目", selection).items()):
            if not any(code in suggested for code in codes):
                continue
            shown = [sum_ for (_, item, _), sum_ in printed.items() if item.startswith(codes)]
            wanted = hundredths(amount) - sum(shown)
            if wanted <= len(shown) * _RESIDUE:
                continue
            code = next(one for one in codes if one in suggested)
            able = [
                at
                for at, one in enumerate(drafts)
                if ECONOMIC in one.assumed and one.economic not in suggested
            ]
            able.sort(
                key=lambda at: (
                    not self.assumed.speaks_of(names.get(drafts[at].project, ""), code),
                    bool(drafts[at].project),
                    -drafts[at].amount,
                    at,
                )
            )
            for at in able:
                if wanted <= 0:
                    break
                taken = min(wanted, drafts[at].amount)
                wanted -= taken
                drafts.append(replace(drafts[at], economic=code, amount=taken))
                drafts[at] = replace(drafts[at], amount=drafts[at].amount - taken)
        return _split(drafts)

    def _with_government(self, one: Draft) -> Draft:
        """The government 科目 as printed, else what the correspondence gives for the unit."""
        if one.government:
            return one
        is_agency = self.registry.units[one.unit].is_agency
        usual = self.catalogue.government_code(one.economic, is_agency)
        usual = usual or self.catalogue.government_code(one.economic, not is_agency)
        return replace(one, government=usual or "")


def widened(drafts: Sequence[Draft]) -> list[Draft]:
    """The rows, and empty ones for what else the same money could be.

    That is another 功能科目, and for carry-over another source, for rounding may hide the last
    digit of a source.  Where it leaves the assumed rows too little room, some get a small amount.
    """
    groups: dict[tuple[Source, Year, bool], dict[tuple[object, ...], Draft]] = {}
    functions: dict[tuple[Source, Year, bool], dict[str, None]] = {}
    for one in drafts:
        fund = (one.source, one.year, bool(one.project))
        kind = (one.category, one.unit, one.economic, one.government, one.project)
        groups.setdefault(fund, {}).setdefault(kind, one)
        functions.setdefault(fund, {}).setdefault(one.function)
    known = {replace(one, amount=0, assumed=frozenset()) for one in drafts}
    more: list[Draft] = []
    for fund, own in groups.items():
        for one in own.values():
            for code in functions[fund]:
                empty = replace(one, function=code, amount=0)
                if replace(empty, assumed=frozenset()) not in known:
                    more.append(empty.assuming(FUNCTION if one.project else PAIRED))
    carried = [one for one in drafts if one.year is Year.CARRY_OVER]
    others = {one.source for one in carried} | {Source.UNIT_FUNDS} if carried else set()
    for one in carried:
        for source in sorted(others - {one.source}):
            more.append(replace(one, source=source, amount=0).assuming(SOURCE))
    return [*drafts, *more]


def _bounds(rows: Mapping[str, int], code: str, whole: int) -> tuple[int, int]:
    """Between what sums, in 分, projects make up one 科目 and leave the others theirs."""
    half = FEN_PER_HUNDREDTH // 2
    own = rows[code] * FEN_PER_HUNDREDTH
    others = sum(amount for other, amount in rows.items() if other != code) * FEN_PER_HUNDREDTH
    slack = half * (len(rows) - 1)
    low = max(own - half, whole - others - slack + 1)
    high = min(own + half - 1, whole - others + slack)
    return (low, high) if low <= high else (own, own)


def _split(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    basic: list[Draft] = []
    projects: list[Draft] = []
    for one in drafts:
        (projects if one.project else basic).append(one)
    return basic, projects


def as_postings(
    drafts: Iterable[Draft], funds: Mapping[Fund, FundMoney], registry: Registry
) -> list[tuple[Posting, Draft | None]]:
    """What the rows post, amounts not yet settled, and 年终结转 after them."""
    first = next(iter(registry.units))
    postings: list[tuple[Posting, Draft | None]] = []
    for one in drafts:
        kind = registry.units[one.unit].value
        posting = Posting(
            Measure.EXPENDITURE.value,
            one.unit,
            kind,
            one.category.value,
            one.project,
            one.function,
            one.economic,
            one.government,
            "",
            one.source.value,
            one.year.value,
            Decimal(one.amount * 100),
            len(postings),
        )
        postings.append((posting, one))
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
