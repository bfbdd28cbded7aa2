"""P07 and P09: the running text of a performance form: copied, blank, cut off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.project_rows import project_rows
from yugong.audit.evidence.stated import listed
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.forms.pairing import core_name
from yugong.published.model.package import FormIndicator, PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import plain

_GOALS = ("年度目标", "实施期目标")
_TEXTS = ("实施期目标", "年度目标", "概况", "必要性", "立项依据")
_TELLING = 6
"""So many characters of another project's name in a goal are no accident."""
_BEGINNING = 4
"""So many characters that one name begins like another."""
_COMMON = 0.3
_ALIKE = 75.0
_BRACKETS = (("(", ")"), ("《", "》"), ("“", "”"), ("〔", "〕"))


@rule(
    "P07",
    "绩效目标与项目不符",
    "按本项目的内容重写目标、概况。",
    severities=[Severity.ERROR, Severity.WARNING],
    needs=[Need.FORMS],
)
def goals_are_the_project_s_own(package: PublishedPackage) -> Iterator[Finding]:
    """总体目标、年度目标、概况写的是本项目，不是从别的项目抄来的；年份与项目名称一致。"""
    labels = [form.name for form in package.projects]
    labels += [row.label for row in project_rows(package)]
    cores = {core_name(label): label for label in labels}
    names = _Names(cores)
    words = _NameWords({label: _words_of(core) for core, label in cores.items()})
    for form in package.projects:
        copied = _copied(form, names)
        if copied is not None:
            yield copied
        else:
            yield from _strange(form, words)
        yield from _other_year(form)


def _goals(form: PerformanceForm) -> dict[str, str]:
    criteria = form_criteria()
    return {name: text for name in _GOALS if (text := criteria.text(form, name))}


def _place(form: PerformanceForm, name: str) -> Place:
    field = form_criteria().field(form, name)
    return form.place if field is None else field.place


class _Names:
    """The names of all projects, to be found in a text by how they begin."""

    def __init__(self, cores: Mapping[str, str]) -> None:
        self._by_beginning: dict[str, list[tuple[int, str, str]]] = {}
        for index, (core, label) in enumerate(cores.items()):
            if len(core) >= _TELLING:
                named = self._by_beginning.setdefault(core[:_TELLING], [])
                named.append((index, core, label))

    def within(self, text: str) -> list[tuple[str, str]]:
        """The names that a text contains, in the order of the projects: as compared, as printed."""
        beginnings = {text[index : index + _TELLING] for index in range(len(text) - _TELLING + 1)}
        names = [
            entry
            for beginning in beginnings
            for entry in self._by_beginning.get(beginning, ())
            if entry[1] in text
        ]
        return [(core, label) for _, core, label in sorted(names)]


def _copied(form: PerformanceForm, names: _Names) -> Finding | None:
    """Goals that name another project of the department and not their own."""
    its_name = core_name(form.name)
    for name, text in _goals(form).items():
        goal = core_name(text)
        if its_name in goal:
            continue
        other = next(
            (
                label
                for core, label in names.within(goal)
                if core not in its_name and fuzz.ratio(core, its_name) < 90
            ),
            None,
        )
        if other is not None:
            return violation(
                "P07",
                _place(form, name),
                f"“{form.name}”的{name}：{text}",
                f"写本项目的目标，所写像是“{other}”的",
                evidence=listed(f"{title}：{text}" for title, text in _goals(form).items()),
            )
    return None


@lru_cache(maxsize=2_048)
def _words_of(text: str) -> frozenset[str]:
    """The pairs of characters of a text without what every project says."""
    text = re.sub(r"[\d\W_]+", "　", plain(text))
    for word in form_criteria().everyday:
        text = text.replace(word, "　")
    return frozenset(
        part[index : index + 2] for part in text.split("　") for index in range(len(part) - 1)
    )


class _NameWords:
    """Pairs of characters of all projects' names, by the names as printed.

    ``common`` are those in so many names that they prove nothing (the place's name).
    """

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        self._words = words
        self._counts = Counter(word for pairs_of_form in words.values() for word in pairs_of_form)
        least = max(3.0, len(words) * _COMMON)
        self.common = {word for word, count in self._counts.items() if count > least}

    def of_others(self, pairs: Iterable[str], name: str) -> bool:
        """True if any of these pairs is in the name of another project than this one."""
        its_pairs = self._words.get(name, ())
        return any(self._counts[word] > (word in its_pairs) for word in pairs)


def _strange(form: PerformanceForm, names: _NameWords) -> Iterator[Finding]:
    """A goal that has no word of its project's name but one of another's, unlike the other goal."""
    common = names.common
    its_words = _words_of(form.name) - common
    if not its_words:
        return
    criteria = form_criteria()
    for name, text in _goals(form).items():
        stated_words = _words_of(text) - common
        if its_words & stated_words:
            continue
        if not names.of_others(stated_words, form.name):
            continue
        other_texts = [
            f"{other}：{other_text}"
            for other in _TEXTS
            if other != name
            and (other_text := criteria.text(form, other))
            and its_words & _words_of(other_text)
        ]
        if not any(line.startswith(_GOALS) for line in other_texts):
            continue
        yield violation(
            "P07",
            _place(form, name),
            f"“{form.name}”的{name}：{text}",
            "与项目名称有关的目标；所写没有一个与名称相同的词",
            severity=Severity.WARNING,
            evidence=listed(other_texts),
        )
        return


def _other_year(form: PerformanceForm) -> Iterator[Finding]:
    """An overview that repeats the name with another year."""
    criteria = form_criteria()
    text = criteria.text(form, "概况")
    name_years = set(criteria.year.findall(plain(form.name)))
    years = set(criteria.year.findall(plain(text)))
    if name_years and years and years != name_years:
        bare, other = (re.sub(r"20\d\d", "", plain(name)) for name in (form.name, text))
        if fuzz.ratio(bare, other) >= _ALIKE:
            yield violation(
                "P07",
                _place(form, "概况"),
                f"“{form.name}”的概况写 {'、'.join(sorted(years))} 年",
                f"与项目名称的 {'、'.join(sorted(name_years))} 年一致",
                severity=Severity.WARNING,
                evidence=(text,),
            )


@rule(
    "P09",
    "绩效目标表有空白或截断",
    "补填空白；把文字写完整；立项依据写明文件名称和文号。",
    severities=[Severity.WARNING, Severity.STYLE],
    needs=[Need.FORMS],
)
def nothing_is_left_blank(package: PublishedPackage) -> Iterator[Finding]:
    """目标、依据、指标值不空，立项依据写明文件或文号，文字不截断。"""
    criteria = form_criteria()
    for name in ("年度目标", "实施期目标", "立项依据", "概况"):
        blank = [
            form
            for form in package.projects
            if (read := criteria.field(form, name)) is not None and not read.text.strip()
        ]
        yield from _gathered(blank, f"{name}空白", "补填", Severity.WARNING)
    unvalued = [
        form
        for form in package.projects
        if any(
            indicator.level3.strip() and not indicator.value.strip()
            for indicator in form.indicators
        )
    ]
    yield from _gathered(unvalued, "有三级指标而没有指标值", "补填指标值", Severity.WARNING)
    vague = [
        form
        for form in package.projects
        if (text := criteria.text(form, "立项依据")) and not criteria.document.search(plain(text))
    ]
    yield from _gathered(
        vague, "立项依据没有文件名称和文号", "写明依据的文件和文号", Severity.WARNING
    )
    for form in package.projects:
        if _is_cut_off(form.name):
            yield violation(
                "P09",
                form.place,
                f"项目名称“{form.name}”没有写完",
                "写完整的项目名称；事项太多的，拆分或概括命名",
            )
    cut = [
        form
        for form in package.projects
        if any(_is_cut_off(criteria.text(form, name)) for name in _TEXTS)
        or any(_is_half_a_name(indicator) for indicator in form.indicators)
    ]
    yield from _gathered(cut, "文字像是被截断了", "放宽行高，写完整", Severity.STYLE)
    yield from _overall(package)


def _is_cut_off(text: str) -> bool:
    text = text.strip()
    if not text:
        return False
    ascii_text = text.replace("（", "(").replace("）", ")")
    unbalanced = any(
        ascii_text.count(opening) > ascii_text.count(other) for opening, other in _BRACKETS
    )
    return text.endswith(form_criteria().cut_off) or unbalanced


def _is_half_a_name(indicator: FormIndicator) -> bool:
    """True if one column prints only the beginning of the name that the other prints whole."""
    names = sorted((plain(indicator.level3), plain(indicator.year_level3)), key=len)
    half, whole = names
    same_value = plain(indicator.value) == plain(indicator.year_value)
    return same_value and len(half) >= _BEGINNING and half != whole and whole.startswith(half)


def _gathered(
    forms: list[PerformanceForm], fault: str, expected: str, severity: Severity
) -> Iterator[Finding]:
    if forms:
        yield violation(
            "P09",
            forms[0].place,
            f"{len(forms)} 份绩效目标表{fault}",
            expected,
            severity=severity,
            evidence=listed(form.name for form in forms),
        )


def _overall(package: PublishedPackage) -> Iterator[Finding]:
    """Slots of indicators that the form of the whole department leaves blank."""
    form = package.overall
    if form is None:
        return
    filled = [
        plain(indicator.level2)
        for indicator in form.indicators
        if indicator.level3.strip() or indicator.value.strip()
    ]
    blank: list[str] = []
    for slots in (form_criteria().output_slots, form_criteria().benefit_slots):
        used = [slot for slot in slots if any(name.startswith(slot) for name in filled)]
        blank += [slot for slot in slots if used and slot not in used]
    if blank:
        yield violation(
            "P09",
            form.place,
            f"整体绩效表的{'、'.join(blank)}空白",
            "补填；没有的写明不适用",
        )
