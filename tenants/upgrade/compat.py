"""Which changes of a schema the release before does not notice: expand, migrate, contract.

An upgrade brings the schemas first and the web processes after; in between the old code works on the new schema. A
change that it would notice is done over two releases, and the migration that finishes it names the release that
stopped using what it takes away: `contract = "3"` on the Migration class. RunPython and RunSQL cannot be judged
from outside: `unnoticed = "why the old code does not notice"` says that somebody did.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, migrations
from django.db.migrations.operations import models as of_models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

EXPAND, BREAKING, CONTRACT = "expand", "breaking", "contract:"
HARMLESS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.RemoveConstraint,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterIndexTogether,
    of_models.AlterModelTableComment,
    *([of_models.AlterConstraint] if hasattr(of_models, "AlterConstraint") else []),
)
TAKES_AWAY = {
    migrations.RemoveField: "删除字段",
    migrations.RenameField: "改字段名",
    migrations.DeleteModel: "删除表",
    migrations.RenameModel: "改模型名",
    migrations.AlterModelTable: "改表名",
    migrations.AddConstraint: "加约束",
    migrations.AlterUniqueTogether: "加唯一约束",
    migrations.AlterOrderWithRespectTo: "加排序列",
}
WIDER = {("smallint", "integer"), ("smallint", "bigint"), ("integer", "bigint")}

Models = set[tuple[str, str]]
"""(app label, lower-case model name); an empty name stands for the app itself"""


def is_harmless(migration: Any, objections: list[str]) -> str:
    """What a migration means for the code before it: `expand`, `breaking`, or `contract:<release>`."""
    named = getattr(migration, "contract", "")
    if named:
        return f"{CONTRACT}{named}"
    return BREAKING if objections else EXPAND


def objections(
    operation: Operation, app: str, before: ProjectState, after: ProjectState, *, fresh: Models, declared: str
) -> list[str]:
    """Why the code of the release before would notice an operation, one line each. Empty: it would not.

    `fresh` are models and apps that it does not know yet; a model that the operation creates is added.
    """
    name = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
    if isinstance(operation, migrations.CreateModel):
        fresh.add((app, name))
    if type(operation) in HARMLESS or (app, name) in fresh:
        return []
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        parts = operation.database_operations
        found = [objections(part, app, before, after, fresh=fresh, declared=declared) for part in parts]
        return [line for lines in found for line in lines]
    if isinstance(operation, (migrations.RunPython, migrations.RunSQL)):
        return [] if (app, "") in fresh else _of_code(operation, declared)
    return _of_table(operation, app, name, before, after)


def _of_code(operation: migrations.RunPython | migrations.RunSQL, declared: str) -> list[str]:
    idle = getattr(operation, "code", None) is migrations.RunPython.noop
    return (
        []
        if idle or declared
        else [f"{type(operation).__name__} 没有说明旧版本为何不受影响（unnoticed = …）"]
    )


def _of_table(
    operation: Operation, app: str, name: str, before: ProjectState, after: ProjectState
) -> list[str]:
    where = f"{app}.{name}"
    if isinstance(operation, migrations.AddField):
        column = operation.field
        kept = isinstance(column, ManyToManyField) or column.null or getattr(column, "generated", False)
        if kept or column.db_default is not NOT_PROVIDED:
            return []
        return [f"{where}.{operation.name}：新增的非空字段没有 db_default，旧版本新增记录会失败"]
    if isinstance(operation, migrations.AlterField):
        old = before.models[app, name].get_field(operation.name)
        new = after.models[app, name].get_field(operation.name)
        return [f"{where}.{operation.name}：{reason}" for reason in _narrowing(old, new)]
    word = TAKES_AWAY.get(type(operation), f"未知的操作 {type(operation).__name__}")
    return [f"{where}：{word} {getattr(operation, 'name', '')}".rstrip()]


def _type_of(field: Field) -> str:
    """The column's type in PostgreSQL; of a relation, what it points at."""
    if field.is_relation:
        return f"{type(field).__name__} {getattr(field.remote_field, 'model', '')}".lower()
    return str(field.db_parameters(connection)["type"])


def _narrowing(old: Field, new: Field) -> list[str]:
    """What the new form of a column refuses that the old one took."""
    found = []
    was, now = _type_of(old), _type_of(new)
    if was != now and not _is_wider(was, now):
        found.append(f"类型由 {was} 改为 {now}")
    if old.null and not new.null:
        found.append("改为非空")
    if new.unique and not old.unique:
        found.append("改为唯一")
    if old.db_column != new.db_column:
        found.append("改列名")
    if old.db_default is not NOT_PROVIDED and new.db_default is NOT_PROVIDED and not new.null:
        found.append("去掉 db_default")
    return found


def _is_wider(was: str, now: str) -> bool:
    lengths = [re.fullmatch(r"varchar\((\d+)\)", kind) for kind in (was, now)]
    if lengths[0] and lengths[1]:
        return int(lengths[0][1]) <= int(lengths[1][1])
    return bool(lengths[0] and now == "text") or (was, now) in WIDER
