"""Classes made the fast way behave as those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from yugong.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Quick:
    """A record with every kind of field."""

    name: str
    size: int = 3
    parts: list[str] = field(default_factory=list)
    note: str = field(default="n", compare=False, repr=False)
    kind: str = field(init=False, default="k")
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The same record by the standard library."""

    name: str
    size: int = 3
    parts: list[str] = field(default_factory=list)
    note: str = field(default="n", compare=False, repr=False)
    kind: str = field(init=False, default="k")
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(frozen=True, slots=True)
class Pair:
    """A record that can be a key."""

    left: str
    right: int = 0


@dataclass(frozen=True, slots=True)
class Triple(Pair):
    """A record with one more field."""

    third: int = 1


@pytest.mark.parametrize(
    "look",
    [
        lambda made: repr(made("ab", 4)).replace("Standard", "Quick"),
        lambda made: dataclasses.asdict(made("ab", parts=["x"])),
        lambda made: made("ab") == made("ab", note="other"),
        lambda made: made("ab") == made("ab", 4),
        lambda made: made("ab").parts is made("ab").parts,
        lambda made: replace(made("ab"), name="abc").length,
        lambda made: made.__match_args__,
        lambda made: made.__slots__,
        lambda made: [member.name for member in dataclasses.fields(made)],
        lambda made: dataclasses.astuple(pickle.loads(pickle.dumps(made("ab", 9)))),
        lambda made: dataclasses.astuple(copy.deepcopy(made("ab", 9))),
    ],
)
def test_it_does_what_the_standard_library_does(look: Callable[[Any], object]) -> None:
    assert look(Quick) == look(Standard)


@pytest.mark.parametrize("made", [Quick, Standard])
def test_nothing_can_be_set_or_deleted(made: Any) -> None:
    record = made("ab")
    with pytest.raises(FrozenInstanceError):
        record.name = "other"
    with pytest.raises(FrozenInstanceError):
        del record.name
    with pytest.raises(TypeError):
        made()
    with pytest.raises(TypeError):
        made("ab", unknown=1)


def test_equal_records_are_equal_keys_and_a_subclass_is_another_kind() -> None:
    assert {Pair("a", 1): "x"}[Pair("a", 1)] == "x"
    assert hash(Pair("a", 1)) == hash(("a", 1))
    assert Triple("a", 0, 2) == Triple("a", third=2)
    assert Triple("a") != Pair("a")
    values: object = ("a", 0)
    assert Pair("a") != values


@dataclass(slots=True)
class Draft:
    """A record that may change, with a list of its own."""

    name: str
    parts: list[str] = field(default_factory=list)


def test_a_record_that_may_change_is_equal_by_value_and_no_key() -> None:
    draft = Draft("a")
    draft.name, draft.parts = "b", ["x"]
    assert draft == Draft("b", ["x"])
    assert draft != Draft("b")
    assert repr(draft) == "Draft(name='b', parts=['x'])"
    assert copy.deepcopy(draft) == pickle.loads(pickle.dumps(draft)) == draft
    assert Draft("a").parts is not Draft("a").parts
    with pytest.raises(TypeError, match="unhashable"):
        hash(draft)
    with pytest.raises(AttributeError):
        draft.other = 1  # type: ignore[attr-defined]


def test_other_settings_are_left_to_the_standard_library() -> None:
    @dataclass(slots=True)
    class Open:
        value: int

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        value: int

    record = Open(1)
    record.value = 2
    assert record == Open(2)
    assert Ordered(1) < Ordered(2)
