"""P16: one sentence stamped into the forms of many projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from yugong.audit.evidence.form_criteria import form_criteria
from yugong.audit.evidence.stated import listed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.forms.pairing import core_name
from yugong.published.model.package import PerformanceForm, PublishedPackage
from yugong.published.model.printed_text import plain
from yugong.quick_dataclass import dataclass

_SENTENCE = re.compile(r"[。;；!！?？\n]")
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]+是)")
_COUNTED = "元|年|月|日|人|个|次|台|辆|套|平方米"
_NUMBER = re.compile(rf"[\d.,%一二三四五六七八九十百千万亿]+(?:{_COUNTED})?")
_DOCUMENT = re.compile(r"《[^》]*》(?:[(][^)]*[)])?|[〔\[(]20\d\d[〕\])]\d*号?")
_ENDS = 5
"""Two sentences alike to be compared begin or end with so many of the same characters."""
_QUOTED = 40


@dataclass(slots=True)
class _Stamp:
    """A sentence without names and numbers, as first printed, and the forms that have it."""

    core: str
    printed: str
    place: Place
    forms: list[PerformanceForm]


@rule(
    "P16",
    "同一段话套用在许多项目",
    "按各项目自己的内容分别写明。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def no_sentence_is_stamped(package: PublishedPackage) -> Iterator[Finding]:
    """各项目的概况、必要性、措施、计划和目标各写各的：去掉名称、数字和文件名称以后，没有同一句话套用在许多项目里。"""
    criteria = word_list("stamped.yaml")
    forms = {core_name(form.name): form for form in package.projects}
    least = max(int(criteria["项目数"]), -(-len(forms) * int(criteria["占比"]) // 100))
    if len(forms) < least:
        return
    stamps = [stamp for stamp in _stamps(list(forms.values())) if len(stamp.forms) >= least]
    for stamp in sorted(stamps, key=lambda each: -len(each.forms)):
        quoted = stamp.printed[:_QUOTED] + ("…" if len(stamp.printed) > _QUOTED else "")
        yield violation(
            "P16",
            stamp.place,
            f"{len(stamp.forms)} 个项目写着同一句话：“{quoted}”",
            "按各项目的内容分别写明",
            evidence=listed(form.name for form in stamp.forms),
        )


def _stamps(forms: Sequence[PerformanceForm]) -> list[_Stamp]:
    """Return the sentences of all forms, near-identical ones together, each form once."""
    criteria = word_list("stamped.yaml")
    exact: dict[str, _Stamp] = {}
    for form in forms:
        for field_name in criteria["栏目"]:
            field = form_criteria().field(form, field_name)
            for sentence in _SENTENCE.split("" if field is None else field.text):
                core = "" if _names_documents(sentence) else _core(sentence, form)
                if len(core) < int(criteria["字数"]) or field is None:
                    continue
                stamp = exact.setdefault(core, _Stamp(core, sentence.strip(), field.place, []))
                if not any(form is known for known in stamp.forms[-1:]):
                    stamp.forms.append(form)
    return _merged(list(exact.values()), float(criteria["相近"]))


def _core(sentence: str, form: PerformanceForm) -> str:
    """Return a sentence without its number, the project's name, documents and numbers."""
    text = _DOCUMENT.sub("", _NUMBERING.sub("", plain(sentence)))
    for name in (plain(form.name), core_name(form.name)):
        text = text.replace(name, "")
    return "".join(sign for sign in _NUMBER.sub("", text) if sign.isalnum())


def _names_documents(sentence: str) -> bool:
    """Return True if a sentence only names regulations and documents, which may be the same."""
    criteria = word_list("stamped.yaml")
    text = _NUMBERING.sub("", plain(sentence))
    for word in criteria["文件前"]:
        text = text.removeprefix(word)
    parts = [part for part in re.split(r"[、,，和及与]", text) if part]
    return bool(parts) and all(part.endswith(tuple(criteria["文件"])) for part in parts)


def _merged(stamps: list[_Stamp], alike: float) -> list[_Stamp]:
    """Put near-identical sentences together; those compared share their beginning or their end."""
    by_end: dict[str, list[_Stamp]] = {}
    merged: list[_Stamp] = []
    for stamp in sorted(stamps, key=lambda each: -len(each.forms)):
        ends = (f"^{stamp.core[:_ENDS]}", f"{stamp.core[-_ENDS:]}$")
        near = (other for end in ends for other in by_end.get(end, ()))
        same = next((other for other in near if fuzz.ratio(other.core, stamp.core) >= alike), None)
        if same is not None:
            known = {id(form) for form in same.forms}
            same.forms += [form for form in stamp.forms if id(form) not in known]
            continue
        merged.append(stamp)
        for end in ends:
            by_end.setdefault(end, []).append(stamp)
    return merged
