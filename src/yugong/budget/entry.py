"""The base of every record that a department fills in, and the types of its fields.

Files use Chinese field names, code uses English attributes.  The Chinese name of a field is its
alias; a model refuses unknown names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, ClassVar, LiteralString

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from yugong.budget.catalogue import AccountKind
from yugong.budget.money import in_cents, is_cents, without_zeros
from yugong.quick_dataclass import dataclass

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that XML forbids."""


class Entry(BaseModel):
    """A filled-in record: frozen, and strict about field names.

    Modules of records do without ``annotations`` from ``__future__``: Pydantic would compile the
    text of each annotation again at every start.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, defer_build=True)

    one_line: ClassVar[bool] = False
    """True if a YAML file writes each record of a list on one line, as a ledger's rows."""

    plain_field: ClassVar[str] = ""
    """The field that a bare text in place of the whole record fills; empty if none may."""

    @model_validator(mode="before")
    @classmethod
    def _from_plain_text(cls, value: Any) -> Any:
        return {cls.plain_field: value} if cls.plain_field and isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class FieldNotes:
    """Notes on a field for people and for the files they fill in; set with ``Annotated``.

    ``hint`` are the words beside an empty field of a new budget file, by default its description;
    ``example`` is its content in the examples there.  ``comment`` is the line above it in a YAML
    file.  ``unit`` is the unit of a number that is no amount.  ``account`` is the kind of the 科目
    whose code the field contains; ``is_code`` is a code of no certain kind.  ``is_long`` is text of
    many words, ``choices_from`` the list of the budget whose entries it names, and ``total`` the
    fact that sums this amount with others.  ``is_usual`` is a field that most records must have,
    though not all: files offer it like a required one.
    """

    hint: str | None = None
    example: str = ""
    comment: str = ""
    unit: str = ""
    account: AccountKind | None = None
    is_code: bool = False
    is_long: bool = False
    choices_from: str = ""
    total: str = ""
    is_usual: bool = False


def _legal_text(value: str) -> str:
    if _ILLEGAL.search(value):
        raise PydanticCustomError("illegal_character", "含有不能写入文档的控制字符")
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


def _is_encodable(value: str) -> bool:
    """Return True if the text has no halves of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Decimals:
    """A decimal number as people write it: at most two decimals, not negative.

    It is kept in one form, however it was written: a workbook knows no difference between 0 and
    0.00, and the same ledger gives the same bytes.  ``form`` is that form.  ``fault`` is the kind
    of error for other values, ``expected`` and ``minimum`` are its messages.
    """

    fault: LiteralString
    expected: LiteralString
    minimum: LiteralString
    form: Callable[[Decimal], Decimal]

    def parsed(self, value: Any) -> Any:
        if isinstance(value, float):
            raise PydanticCustomError(self.fault, "不接受二进制小数")
        if isinstance(value, str):
            text = value.strip()
            digits = text.replace(".", "", 1).removeprefix("-")
            if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
                raise PydanticCustomError(self.fault, self.expected)
            return Decimal(text)
        return value

    def checked(self, value: Decimal) -> Decimal:
        if not value.is_finite() or not is_cents(value):
            raise PydanticCustomError(self.fault, self.expected)
        if value < 0:
            raise PydanticCustomError(self.fault, self.minimum)
        return self.form(value)


_YUAN = _Decimals(
    "amount", "以元为单位的数字，最多两位小数，如 1234567.89", "不小于 0 的金额（元）", in_cents
)
_MEASURE = _Decimals("measure", "数字，最多两位小数，如 860.5", "不小于 0 的数字", without_zeros)


LedgerText = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_legal_text)]
"""Text that can be written into Word and Excel; line breaks are kept."""

RequiredText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_legal_text)
]
"""Text that may not be empty."""

Yuan = Annotated[Decimal, BeforeValidator(_YUAN.parsed), AfterValidator(_YUAN.checked)]
"""An amount in 元, at most two decimals, not negative."""

Measured = Annotated[Decimal, BeforeValidator(_MEASURE.parsed), AfterValidator(_MEASURE.checked)]
"""A number of any unit but money, such as 平方米: at most two decimals, not negative."""

Count = Annotated[int, Field(ge=0)]
"""A number of things or people."""


def no_entries(value: object) -> object:
    """Turn an empty heading in a file (``年终结转:`` with nothing below) into no entries."""
    return () if value is None else value


def no_content(value: object) -> object:
    """Turn an empty heading over names (``变动原因:``) into none of them."""
    return {} if value is None else value
