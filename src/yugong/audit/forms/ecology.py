"""P17: 生态效益 that has nothing to do with ecology."""

from __future__ import annotations

from collections.abc import Iterator

from yugong.audit.evidence.stated import listed
from yugong.audit.evidence.word_lists import word_list
from yugong.audit.rule import Need, rule, violation
from yugong.findings import Finding, Place, Severity
from yugong.published.model.package import FormIndicator, PublishedPackage
from yugong.published.model.printed_text import plain

_SLOT = "生态"


@rule(
    "P17",
    "生态效益指标与生态无关",
    "写对生态、环境、资源的影响；没有的留空，或移到相应的效益指标。",
    severities=[Severity.WARNING],
    needs=[Need.FORMS],
)
def ecological_benefit_is_of_ecology(package: PublishedPackage) -> Iterator[Finding]:
    """生态效益栏的指标写的是对生态、环境或资源节约的影响；没有的留空或写明没有。"""
    strange: list[tuple[str, FormIndicator, Place]] = [
        (form.name, indicator, indicator.place)
        for form in package.projects
        for indicator in form.indicators
        if _SLOT in f"{indicator.level2}{indicator.year_level2}" and not _is_of_ecology(indicator)
    ]
    if not strange:
        return
    name, first, place = strange[0]
    more = f"，共 {len(strange)} 处" if len(strange) > 1 else ""
    yield violation(
        "P17",
        place,
        f"“{name}”生态效益写“{_words(first)}”{more}",
        "与生态、环境或资源有关的指标",
        evidence=listed(f"{name}：{_words(indicator)}" for name, indicator, _ in strange),
    )


def _words(indicator: FormIndicator) -> str:
    name = indicator.level3 or indicator.year_level3
    return f"{name} {indicator.value or indicator.year_value}".strip()


def _is_of_ecology(indicator: FormIndicator) -> bool:
    """Return True if any text of an indicator is of ecology, or if it says that there is none."""
    words = word_list("ecology.yaml")
    texts = (
        indicator.level3,
        indicator.year_level3,
        indicator.value,
        indicator.year_value,
        indicator.description,
        indicator.basis,
    )
    text = "".join(map(plain, texts))
    name = plain(indicator.level3 or indicator.year_level3 or indicator.value)
    if not any(sign.isalnum() for sign in name) or name in words["没有"]:
        return True
    return any(word in text for word in words["有关"])
