"""N16: an annex that the text mentions is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders.printed_package import actual_and_severity, findings, package_of_text
from builders.published_miniature import form, section
from yugong.findings import Place, Severity
from yugong.published.model.annexes import PublishedAnnex
from yugong.published.model.package import PublishedPackage

HERE = Place(file="某县档案馆.docx")


def attached(*numbers: int | None) -> tuple[PublishedAnnex, ...]:
    return tuple(
        PublishedAnnex("" if n is None else f"附件{n}", n, "目录", (), HERE) for n in numbers
    )


def package(text: str, *numbers: int | None) -> PublishedPackage:
    return replace(package_of_text(text), annexes=attached(*numbers))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("采购目录见附件3。", (3,)),
        ("详见附件1、附件2和附件3。", (1, 2, 3)),
        ("见附件一至附件三。", (1, 2, 3)),
        ("具体清单（附件2）另行印发。", (2,)),
        ("见附件。", (None,)),
        ("见附件。", (4,)),
        ("制度见2024年附件。", ()),
        ("没有提到的。", ()),
    ],
)
def test_what_is_mentioned_and_attached_is_fine(text: str, numbers: tuple[int | None, ...]) -> None:
    assert findings("N16", package(text, *numbers)) == []


@pytest.mark.parametrize(
    ("text", "numbers", "missing"),
    [
        ("采购目录见附件3。", (1, 2), ["附上附件3"]),
        ("详见附件1、附件2和附件3。", (2,), ["附上附件1", "附上附件3"]),
        ("见附件1-3。", (1,), ["附上附件2", "附上附件3"]),
        ("具体清单（附件二）另行印发。", (1,), ["附上附件2"]),
        ("具体内容见附件。", (), ["附上所说的附件"]),
    ],
)
def test_what_is_mentioned_and_missing_is_a_warning(
    text: str, numbers: tuple[int, ...], missing: list[str]
) -> None:
    found_findings = findings("N16", package(text, *numbers))

    assert [finding.expected for finding in found_findings] == missing
    assert {severity for _, severity in actual_and_severity("N16", package(text, *numbers))} == {
        Severity.WARNING
    }


def test_an_annex_that_is_mentioned_twice_is_missed_once() -> None:
    twice = replace(package_of_text("见附件2。", "再见附件2。"), annexes=attached(1))

    (finding,) = findings("N16", twice)
    assert finding.evidence == ("附件1：目录",)


def test_performance_forms_may_be_the_annex_that_is_meant() -> None:
    text = "（项目绩效目标表公开情况见附件）"

    assert len(findings("N16", package(text))) == 1
    assert findings("N16", replace(package(text), projects=(form(),))) == []


def test_a_catalogue_of_bought_services_is_left_to_its_own_rule() -> None:
    text = package_of_text("政府购买服务指导性目录见附件。")
    headed = replace(
        package_of_text("见附件。"),
        sections=(replace(section("其他", heading="政府购买服务目录")),),
    )

    assert findings("N16", text) == []
    assert len(findings("N16", headed)) == 1
