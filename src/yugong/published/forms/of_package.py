"""Computed performance forms in the form of forms read from print.

Fields and funds have the printed names; places name the fields of the budget file, where a user
corrects them.

Tests: tests/published/test_of_package.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from yugong.findings import Place
from yugong.published.forms.words import FormWords, form_words
from yugong.published.model.package import FormField, FormIndicator, Passage, PerformanceForm
from yugong.published.model.printed_text import number
from yugong.standard.names import Listing, Names

_INDICATORS, _FIELDS = "指标", "栏目"
_PERIOD_FUNDS, _YEAR_FUNDS = "实施期资金", "年度资金"
_NAME, _CHOSEN, _FILED = "项目名称", "表式", "填报日期"


def project_forms_of(forms: object) -> Iterator[PerformanceForm]:
    """Yield the form of every project, in the department's order."""
    words = form_words()
    for form in forms if isinstance(forms, Listing) else ():
        name = str(form.get(_NAME))
        path = f"项目“{name}”"
        yield PerformanceForm(
            name=name,
            fields=dict(_fields(form.items(), path, words)),
            period_funds=_funds(form.get(_PERIOD_FUNDS), words),
            year_funds=_funds(form.get(_YEAR_FUNDS), words),
            indicators=tuple(_indicators(form.get(_INDICATORS), path)),
            footers=tuple(_footers(form, path)),
            title="",
            place=Place(path=path),
        )


def overall_form_of(form: object) -> PerformanceForm | None:
    """Return the form of the whole department, or ``None``.

    Its funds are left out: they are facts of the ledger that nobody fills in.
    """
    if not isinstance(form, Names) or not form.get("有"):
        return None
    words, path = form_words(), "整体绩效"
    sums = ((name, text) for name, text in form.items() if name != _CHOSEN)
    given = [*form.get(_FIELDS).items(), *sums]
    indicators = tuple(_indicators(form.get(_INDICATORS), path))
    fields = dict(_fields(given, path, words))
    footers = tuple(_footers(form, path))
    return PerformanceForm("", fields, {}, {}, indicators, footers, "", Place(path=path))


def _footers(form: Names, path: str) -> Iterator[Passage]:
    """Yield the last line of a form, if the ledger gives its day of filing."""
    if day := form.get(_FILED):
        yield Passage(f"{_FILED}：{day}", Place(path=f"{path}，{_FILED}"))


def _fields(
    texts: Iterable[tuple[str, object]], path: str, words: FormWords
) -> Iterator[tuple[str, FormField]]:
    for name, text in texts:
        if isinstance(text, str) and text and name != _FILED:
            yield words.of_budget.get(name, name), FormField(text, Place(path=f"{path}，{name}"))


def _funds(funds: Names, words: FormWords) -> dict[str, Decimal]:
    """Return the printed funds, in 元, without blank amounts."""
    amounts = ((words.funds_of_budget[name], number(str(text))) for name, text in funds.items())
    return {name: amount for name, amount in amounts if amount is not None}


def _indicators(rows: Listing, path: str) -> Iterator[FormIndicator]:
    """Yield every indicator that is not empty; an unused slot has an empty row."""
    number_of_row = 0
    for row in rows:
        texts: Mapping[str, str] = {name: str(text) for name, text in row.items()}
        if not (texts["三级"] or texts["指标值"] or texts["年度三级"] or texts["年度指标值"]):
            continue
        number_of_row += 1
        yield FormIndicator(
            level1=texts["一级"],
            level2=texts["二级"],
            level3=texts["三级"],
            value=texts["指标值"],
            year_level2=texts["二级"],
            year_level3=texts["年度三级"],
            year_value=texts["年度指标值"],
            place=Place(path=f"{path}，指标“{texts['三级'] or number_of_row}”"),
            description=texts["说明"],
            basis=texts["依据"],
        )
