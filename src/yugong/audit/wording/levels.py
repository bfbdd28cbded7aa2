"""Words for a level of government that is not the department's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yugong.audit.evidence.printed import Part, TextMatch, findings_from_matches, printed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule
from yugong.budget.place import places_before
from yugong.findings import Finding, Severity
from yugong.published.model.package import PublishedPackage

_QUOTED = re.compile(r"《[^》]{0,200}》|〔[^〕]{0,200}〕")
_ENDINGS = (
    ("省", ("省", "自治区")),
    ("市", ("市", "自治州", "盟", "地区")),
    ("县", ("县",)),
    ("区", ("区",)),
    ("旗", ("旗",)),
)


def level(department: str) -> str:
    """县, 区, 旗, 市 or 省, as the place before a department's name says; empty if none does."""
    return _lowest(department)[0]


def place_name(department: str) -> str:
    """The lowest place before a department's name (平鲁区); empty where there is none."""
    return _lowest(department)[1]


def _lowest(department: str) -> tuple[str, str]:
    for place in reversed(places_before(department)):
        for its_level, endings in _ENDINGS:
            if place.endswith(endings):
                return its_level, place
    return "", ""


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
