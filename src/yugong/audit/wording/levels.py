"""Words for a level of government that is not the department's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage

_QUOTED = re.compile(r"《[^》]{0,200}》|〔[^〕]{0,200}〕")
_SUFFIXES = ("县", "区", "旗")
_PLACE = re.compile(
    r"^(?:(?P<省>[^省市县区旗]{2,8}(?:省|自治区))?(?P<市>[^省市县区旗]{2,8}(?:市|自治州|盟))?"
    r"(?P<县>[^省市县区旗]{1,12}(?:县|区|旗))?)"
)


def level(department: str) -> str:
    """县, 区, 旗, 市 or 省, as the place before a department's name says; empty if none does."""
    match = _PLACE.match(department)
    parts = match.groupdict() if match else {}
    lowest = parts.get("县") or ""
    if lowest and not any(lowest.endswith(word) for word in word_list("levels.yaml")["非区划"]):
        return lowest[-1]
    if parts.get("市"):
        return "市"
    return "省" if parts.get("省") else ""


def place_name(department: str) -> str:
    """The lowest place before a department's name (平鲁区); empty where there is none."""
    match = _PLACE.match(department)
    parts = match.groupdict() if match else {}
    its_level = level(department)
    name = parts.get("县" if its_level in _SUFFIXES else its_level) if its_level else None
    return name or ""


@rule(
    "W03",
    "级次用语与本级不符",
    "改成本级的说法。",
    severities=[Severity.ERROR, Severity.WARNING, Severity.STYLE],
    needs=[Need.TEXT],
)
def words_of_own_level(package: PublishedPackage) -> Iterator[Finding]:
    """县、区、市的文本用本级的说法，不照抄上级或别处文本里的“省直部门”“县委县政府”。"""
    its_level = level(package.department)
    if not its_level:
        return iter(())
    return findings_from_matches(
        "W03", _foreign_levels(package, word_list("levels.yaml")[its_level])
    )


def _foreign_levels(package: PublishedPackage, words: dict[str, str]) -> Iterator[TextMatch]:
    expected = f"{words['应为']}级的说法"
    patterns_of_levels = [
        (re.compile(words[name]), severity)
        for name, severity in (("本级", Severity.ERROR), ("上级", Severity.WARNING))
        if words[name]
    ]
    searched: dict[str, list[tuple[re.Match[str], Severity]]] = {}
    for piece in printed(package, Part.NARRATIVE, Part.GLOSSARY, Part.FORM):
        if piece.text not in searched:
            text = piece.text
            if "《" in text or "〔" in text:
                text = _QUOTED.sub(lambda match: "　" * len(match[0]), text)
            searched[piece.text] = [
                (match, severity)
                for pattern, severity in patterns_of_levels
                for match in pattern.finditer(text)
            ]
        blemish = piece.part is Part.GLOSSARY
        for match, severity in searched[piece.text]:
            yield TextMatch(
                match[0],
                expected,
                piece,
                *match.span(),
                Severity.STYLE if blemish else severity,
            )
