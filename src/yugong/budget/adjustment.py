"""A batch of adjustments (预算调整) to a ledger: rows to add, remove and change, with a reason.

Each list of the ledger that may be adjusted has the same three parts.  增加 holds whole rows;
删除 and 原 hold the fields that identify exactly one row; 新 holds the fields that change, an
empty one is removed.  The models of these parts follow from those of the rows themselves,
so that a field added there can be adjusted at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import GenericAlias
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, create_model

from yugong.budget.budget import Budget, ProcurementLine, Reason
from yugong.budget.entry import Entry, LedgerText, RequiredText, no_content, no_entries
from yugong.budget.ledger import IncomeLine, LedgerLine, YearEndLine
from yugong.budget.project import Indicator, Project
from yugong.budget.trail import LINE_FIELDS, AdjustmentHead
from yugong.quick_dataclass import dataclass

PLACE_FIELD = "位置"
"""The number of a row, from 1: before the batch to identify a row, after it to place one."""

ADDED: Final = "增加"
REMOVED: Final = "删除"
CHANGED: Final = "修改"
OLD, NEW = "原", "新"


@dataclass(frozen=True, slots=True)
class AdjustableList:
    """A list of the ledger whose rows can be adjusted.

    ``identifying`` are the fields that describe a row to people; ``searchable`` are those that a
    change may use to identify it, empty if all are.
    """

    name: str
    model: type[Entry]
    identifying: tuple[str, ...]
    searchable: tuple[str, ...] = ()


LISTS: tuple[AdjustableList, ...] = (
    AdjustableList("收支明细", LedgerLine, LINE_FIELDS),
    AdjustableList("收入", IncomeLine, ("source", "income_code", "year")),
    AdjustableList("年终结转", YearEndLine, ("source", "function_code", "year")),
    AdjustableList("政府采购", ProcurementLine, ("kind", "name", "project")),
    AdjustableList("项目", Project, ("name", "code"), searchable=("code", "name")),
)


class RowEdit(Entry):
    """The fields that identify one row, and those that change."""

    old: Entry = Field(alias=OLD, description="能确定是哪一行的字段")
    new: Entry = Field(alias=NEW, description="要改的字段；空着的去掉")


class RowChanges(Entry):
    """The changes of one list."""

    added: tuple[Entry, ...] = Field((), alias=ADDED, description="增加的行，写全各字段")
    removed: tuple[Entry, ...] = Field((), alias=REMOVED, description="删除的行，写能确定它的字段")
    changed: tuple[RowEdit, ...] = Field((), alias=CHANGED, description="修改的行")

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


class OverallChanges(Entry):
    """The changes of 整体绩效; indicators replace all there are, an empty list removes them."""

    fields: Annotated[dict[RequiredText, LedgerText | None], BeforeValidator(no_content)] = Field(
        default_factory=dict, alias="栏目", description="栏目名称 → 内容；空着的去掉"
    )
    indicators: Annotated[tuple[Indicator, ...] | None, BeforeValidator(no_entries)] = Field(
        None, alias="指标", description="写了就替换原来的全部指标"
    )

    def __bool__(self) -> bool:
        return bool(self.fields) or self.indicators is not None


class Adjustment(AdjustmentHead):
    """One batch.  Read files as :data:`ADJUSTMENT`, which knows the fields of every row."""

    ledger: RowChanges = Field(RowChanges(), alias="收支明细")
    income: RowChanges = Field(RowChanges(), alias="收入")
    year_end: RowChanges = Field(RowChanges(), alias="年终结转")
    procurement: RowChanges = Field(RowChanges(), alias="政府采购")
    projects: RowChanges = Field(RowChanges(), alias="项目")
    overall: Annotated[OverallChanges, BeforeValidator(no_content)] = Field(
        OverallChanges(), alias="整体绩效", description="整体绩效里要改的栏目和指标"
    )
    reasons: Annotated[dict[RequiredText, Reason | None], BeforeValidator(no_content)] = Field(
        default_factory=dict, alias="变动原因", description="事实编号 → 主要原因；空着的去掉"
    )
    text: Annotated[dict[RequiredText, LedgerText | None], BeforeValidator(no_content)] = Field(
        default_factory=dict, alias="文字", description="段落名称 → 内容；空着的去掉"
    )

    def lists(self) -> Iterator[tuple[AdjustableList, RowChanges]]:
        """Yield every adjustable list with its changes."""
        for adjustable in LISTS:
            yield adjustable, getattr(self, attribute_of(type(self), adjustable.name))

    def is_empty(self) -> bool:
        """Return true if the batch changes nothing."""
        return not (
            any(changes for _, changes in self.lists())
            or self.overall
            or self.reasons
            or self.text
            or self.published_on
        )


def attribute_of(model: type[Entry], name: str) -> str:
    """Return the English attribute of a field by its Chinese name."""
    return next(
        attribute_name
        for attribute_name, field in model.model_fields.items()
        if field.alias == name
    )


_POSITION: Any = (Annotated[int, Field(ge=1)] | None, Field(None, alias=PLACE_FIELD))


def _placed(adjustable: AdjustableList) -> type[Entry]:
    """Return the model of a new row: the whole row and its position (at the end if omitted)."""
    name = f"Added{adjustable.model.__name__}"
    return create_model(name, __base__=adjustable.model, position=_POSITION)


def _partly(
    adjustable: AdjustableList, prefix: str, names: tuple[str, ...], more: Any
) -> type[Entry]:
    """Return the model of a row with optional fields; only omittable fields may be empty."""
    fields: dict[str, Any] = dict(more)
    for name, field in adjustable.model.model_fields.items():
        if not names or name in names:
            description = field.description
            annotation: Any = field.annotation
            if field.metadata:
                annotation = Annotated[(annotation, *field.metadata)]
            if not field.is_required():
                annotation |= None
            fields[name] = annotation, Field(None, alias=field.alias, description=description)
    return create_model(f"{prefix}{adjustable.model.__name__}", __base__=Entry, **fields)


def _changes(adjustable: AdjustableList) -> Any:
    """Return type and field of an adjustment's changes of a list."""
    named = _partly(adjustable, "Named", adjustable.searchable, {"position": _POSITION})
    change = create_model(
        f"{adjustable.model.__name__}Change",
        __base__=RowEdit,
        old=(named, Field(alias=OLD)),
        new=(_partly(adjustable, "Changed", (), {}), Field(alias=NEW)),
    )
    parts: dict[str, type[Entry]] = {
        "added": _placed(adjustable),
        "removed": named,
        "changed": change,
    }
    model = create_model(
        f"{adjustable.model.__name__}Changes",
        __base__=RowChanges,
        **{
            name: _list_of(item, RowChanges.model_fields[name].alias)
            for name, item in parts.items()
        },
    )
    empty = BeforeValidator(no_content)
    return Annotated[model, empty], Field(model(), alias=adjustable.name)


def _list_of(item: type[Entry], alias: str | None) -> Any:
    listed: Any = GenericAlias(tuple, (item, ...))
    return Annotated[listed, BeforeValidator(no_entries)], Field((), alias=alias)


ADJUSTMENT: type[Adjustment] = create_model(
    "AdjustmentFile",
    __base__=Adjustment,
    **{attribute_of(Adjustment, adjustable.name): _changes(adjustable) for adjustable in LISTS},
)
"""An adjustment with every field of every row known."""

ROW_FIELDS = {adjustable.name: attribute_of(Budget, adjustable.name) for adjustable in LISTS}
"""The attribute of a budget that holds each list."""
