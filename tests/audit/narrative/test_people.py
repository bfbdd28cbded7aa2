"""Rules N12 and N06 where they read sentences: people, and what projects pay for."""

from __future__ import annotations

import pytest

from builders.published_miniature import found_by, package, says, section, table, warnings_of
from yugong.published.model.package import PublishedPackage


def stating(*texts: str) -> PublishedPackage:
    basic = table("基本支出经济科目表", {"合计": {"合计": "68"}})
    return package(says("支出.合计", "100"), tables=[basic], sections=[section("机构设置", *texts)])


@pytest.mark.parametrize(
    ("sentence", "reported"),
    [
        (
            "本馆实有在职职工20人，其中：行政人员12人，工勤人员8人，离休1人，退休9人。",
            ["“在职”的“其中”里列了离休1人、退休9人"],
        ),
        ("本馆实有在职职工20人，其中：行政人员12人，工勤人员8人；退休9人。", []),
        ("本馆实有在职职工20人，其中：行政人员12人，工勤人员8人。退休9人。", []),
        ("本馆实有在职职工20人，其中：行政人员12人，年内退休2人。", []),
        ("本馆实有在职职工20人，其中：党员15人，女职工11人。", []),
        ("本馆共有29人，其中：在职20人，退休9人。", []),
    ],
    ids=["among them", "apart", "another sentence", "within", "overlapping", "of the whole"],
)
def test_retired_people_are_not_counted_among_those_at_work(
    sentence: str, reported: list[str]
) -> None:
    assert [finding.actual for finding in warnings_of("N12", stating(sentence))] == reported


@pytest.mark.parametrize(
    ("sentence", "reported"),
    [
        ("本馆为全额拨款事业单位，自收自支2人。", ["单位是全额拨款，而有自收自支2人"]),
        ("本馆为全额拨款事业单位，自收自支0人。", []),
        ("本馆为差额拨款事业单位，自收自支2人。", []),
        ("本馆为全额拨款事业单位，在职20人。", []),
    ],
)
def test_a_wholly_funded_unit_has_no_people_who_pay_for_themselves(
    sentence: str, reported: list[str]
) -> None:
    assert [finding.actual for finding in warnings_of("N12", stating(sentence))] == reported


@pytest.mark.parametrize(
    ("purposes", "reported"),
    [
        ("库房修缮、人员公用经费等", ["项目支出的用途里列了人员公用经费"]),
        ("公用经费、库房修缮", ["项目支出的用途里列了公用经费"]),
        ("库房修缮、编外人员经费", []),
        ("库房修缮、设备购置", []),
    ],
)
def test_projects_do_not_pay_for_what_is_basic(purposes: str, reported: list[str]) -> None:
    sentence = f"基本支出68.00万元，包括人员经费60.00万元；项目支出32.00万元，主要为{purposes}。"

    assert [finding.actual for finding in found_by("N06", stating(sentence))] == reported
