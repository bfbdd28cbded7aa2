"""A decorator with the contract of ``dataclasses.dataclass`` that makes classes faster.

For a class with slots the standard library compiles up to seven methods, about 0.5 ms a class; the
classes loaded by ``yugong build`` took 95 ms of its 1.0 s.  Here only ``__init__`` is
compiled, when the first instance is made; comparison, hash, text and pickling are functions that
all classes share.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **settings):
        """Make a dataclass; those with slots, frozen or not, are made the fast way."""

        def made(cls):
            if settings in _QUICK and _is_simple(cls):
                return _with_slots(cls, frozen="frozen" in settings)
            return dataclasses.dataclass(**settings)(cls)

        return made if cls is None else made(cls)

    _QUICK = ({"frozen": True, "slots": True}, {"slots": True})

    def _is_simple(cls):
        """Return True if the class declares nothing that only the standard library handles."""
        declared = {"__init__", "__setattr__", "__delattr__", "__eq__", "__hash__", "__repr__"}
        special = (field for field in vars(cls).values() if isinstance(field, dataclasses.Field))
        plain = all(
            field.hash is None and field.kw_only is dataclasses.MISSING and _plain_default(field)
            for field in special
        )
        return plain and not declared & vars(cls).keys()

    def _plain_default(field):
        return field.init or field.default_factory is dataclasses.MISSING

    def _with_slots(cls, *, frozen):
        cls.__doc__ = cls.__doc__ or cls.__name__  # else the library works out the signature
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
        fields = dataclasses.fields(cls)
        cls.__init__ = _compiled_later(cls, fields, frozen)
        cls.__compared_fields__ = _values([field.name for field in fields if field.compare])
        cls.__eq__, cls.__hash__, cls.__repr__ = _eq, _hash if frozen else None, _repr
        if frozen:
            cls.__getstate__, cls.__setstate__ = _getstate, _setstate
            cls.__setattr__, cls.__delattr__ = _refuse_setting, _refuse_deleting
        return cls

    def _compiled_later(cls, fields, frozen):
        """Return an ``__init__`` that puts the compiled one into its place when first called."""

        def __init__(self, *values, **named):  # noqa: N807 - it becomes a method
            cls.__init__ = _init(cls, fields, frozen)
            cls.__init__(self, *values, **named)

        return __init__

    def _init(cls, fields, frozen):
        """Compile ``__init__``: one parameter for each field, in order."""
        scope = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
        line = "_set(self, {!r}, {})" if frozen else "self.{} = {}"
        parameters, lines = [], []
        for number, field in enumerate(fields):
            name, value = field.name, field.name
            if not field.init:
                if field.default is not dataclasses.MISSING:
                    scope[f"_default{number}"] = field.default
                    lines.append(line.format(name, f"_default{number}"))
                continue
            if field.default_factory is not dataclasses.MISSING:
                scope[f"_default{number}"] = field.default_factory
                parameters.append(f"{name}=_missing")
                value = f"_default{number}() if {name} is _missing else {name}"
            elif field.default is not dataclasses.MISSING:
                scope[f"_default{number}"] = field.default
                parameters.append(f"{name}=_default{number}")
            else:
                parameters.append(name)
            lines.append(line.format(name, value))
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        body = "\n ".join(lines or ["pass"])
        exec(f"def __init__(self, {', '.join(parameters)}):\n {body}", scope)
        function = scope["__init__"]
        function.__qualname__ = f"{cls.__qualname__}.__init__"
        return function

    def _values(names):
        """Return a function that gives the values of the fields as a tuple."""
        if len(names) > 1:
            return staticmethod(attrgetter(*names))
        if names:
            value = attrgetter(names[0])
            return staticmethod(lambda record: (value(record),))
        return staticmethod(lambda _: ())

    def _eq(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__compared_fields__(self) == other.__compared_fields__(other)

    def _hash(self):
        return hash(self.__compared_fields__(self))

    def _repr(self):
        names = (field.name for field in dataclasses.fields(self) if field.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    def _getstate(self):
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    def _setstate(self, state):
        for field, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)

    def _refuse_setting(_self, name, _value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_deleting(_self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
