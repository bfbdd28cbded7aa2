"""Every fault of an Office package has its own words, and the kind that the caller chooses."""

from __future__ import annotations

import pytest

from yugong.findings import FindingsError, Kind
from yugong.ooxml import errors
from yugong.ooxml.errors import PackageError
from yugong.reading.office_file import package_faults

_FAULTS: list[tuple[PackageError, str]] = [
    (errors.NotAPackageError(), "不是完整的压缩包"),
    (errors.TruncatedError(), "不完整的文件，可能没有下载完或已损坏"),
    (errors.OldFormatError(), "加密的文件，或旧格式（.doc、.xls）的文件"),
    (errors.EncryptedError(), "加密的文件，或旧格式（.doc、.xls）的文件"),
    (errors.EncryptedError("a"), "加密的部件 a"),
    (errors.TooManyMembersError(3, 2), "3 个部件"),
    (errors.TooLargeError(9 << 20, 8 << 20), "展开后过大"),
    (errors.TooLargeError(9 << 20, 8 << 20, "a"), "部件 a 过大"),
    (errors.TooCompressedError(900, 200, "a"), "部件 a 的压缩比过大"),
    (errors.UnsafeNameError("../a"), "部件名 ../a"),
    (errors.UnusualCompressionError("a"), "部件 a 的压缩方式不常用"),
    (errors.DuplicateMemberError("a"), "部件 a 重复"),
    (errors.WrongSizeError("a"), "部件 a 的大小与目录不符"),
    (errors.MissingPartError("a"), "缺少部件 a"),
    (errors.NotXmlError("a", 3), "部件 a 不是正确的 XML（第 3 行）"),
    (errors.NotXmlError("a"), "部件 a 不是正确的 XML"),
    (errors.HasDtdError("a"), "部件 a 带有 DTD"),
]


@pytest.mark.parametrize(("error", "actual"), _FAULTS, ids=lambda value: type(value).__name__)
def test_a_fault_is_a_finding_about_the_file(error: PackageError, actual: str) -> None:
    with pytest.raises(FindingsError) as raised, package_faults("表.xlsx", Kind.PACKAGE_UNREADABLE):
        raise error

    [finding] = raised.value.findings
    assert (finding.code, finding.place.file) == (Kind.PACKAGE_UNREADABLE, "表.xlsx")
    assert finding.actual == actual


def test_every_error_that_can_be_raised_has_words() -> None:
    with_words = {type(error) for error, _ in _FAULTS}
    defined = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, PackageError)
    }

    assert defined - with_words == {PackageError, errors.LimitError}


def test_other_faults_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), package_faults("表.xlsx"):
        _ = 1 / 0
