"""A value computed once for a package is kept with it, and with no other."""

from __future__ import annotations

from dataclasses import replace

from builders.printed_package import package_of_text
from yugong.published.model.package import PublishedPackage, once_per_package

worked: list[str] = []


@once_per_package
def _lines(package: PublishedPackage) -> int:
    worked.append(package.department)
    return len(package.passages)


@once_per_package
def _name(package: PublishedPackage) -> str:
    return package.department


def test_what_is_worked_out_twice_is_worked_out_once() -> None:
    worked.clear()
    package = package_of_text("一。", "二。")
    assert [_lines(package), _lines(package)] == [2, 2]
    assert len(worked) == 1


def test_two_things_worked_out_of_one_package_are_kept_apart() -> None:
    package = package_of_text("一。", department="某县档案馆")
    assert (_lines(package), _name(package)) == (1, "某县档案馆")


def test_a_changed_copy_is_worked_out_anew_and_an_equal_package_too() -> None:
    package = package_of_text("一。", "二。")
    assert _lines(package) == 2
    assert _lines(replace(package, passages=package.passages[:1])) == 1
    worked.clear()
    assert _lines(package_of_text("一。", "二。")) == 2
    assert len(worked) == 1


def test_calculated_values_are_no_part_of_a_package() -> None:
    asked, other = package_of_text("一。"), package_of_text("一。")
    _lines(asked)
    assert asked == other
    assert "worked_out" not in repr(asked)
