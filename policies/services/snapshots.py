"""The rows of a measure as plain data, and back: what undo is made of.

Rows keep their primary keys, so that what is restored is the same task, not a likeness of it. A measure
with assignments is never restored this way: only drafts are edited.
"""

import json
from collections.abc import Iterable
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Manager, Model
from simple_history.utils import bulk_create_with_history

from policies.models import CheckItem, Measure, Milestone, PolicyDocument, Responsibility, Task

Rows = dict[str, list[dict[str, Any]]]

# Parents before children; deleted in the opposite order. The lookup leads from a row to its measure.
_TABLES: list[tuple[str, type[Model], str]] = [
    ("tasks", Task, "measure"),
    ("responsibilities", Responsibility, "task__measure"),
    ("milestones", Milestone, "task__measure"),
    ("checks", CheckItem, "measure"),
]
# The revision is no part of it: it tells snapshots apart.
_MEASURE = ["id", "document_id", "position", "path", "title", "text", "span_start", "span_end"]
_FAR = 10_000  # further than any document is long


def _through() -> type[Model]:
    """The table of members chosen for a clause."""
    return cast(type[Model], Responsibility.chosen.through)


def _rows(model: type[Model]) -> Manager[Any]:
    return cast("Manager[Any]", model._default_manager)


def rows_of(measure: Measure) -> Rows:
    """The measure with its tasks, responsibilities, milestones and check items, as columns by name."""
    return rows_of_many([measure.pk])[measure.pk]


def rows_of_many(ids: Iterable[int]) -> dict[int, Rows]:
    """`rows_of` each of the measures that exist, in six queries however many they are."""
    ids = list(ids)
    found: dict[int, Rows] = {
        row["id"]: {"measure": [row], **{name: [] for name, _, _ in _TABLES}, "chosen": []}
        for row in Measure.objects.filter(pk__in=ids).values(*_MEASURE)
    }
    for name, model, lookup in _TABLES:
        of = f"{lookup}_id"
        columns = [field.attname for field in model._meta.concrete_fields]
        rows = _rows(model).filter(**{f"{lookup}__in": ids}).order_by("pk").values(*{*columns, of})
        for row in rows:
            found[row[of]][name].append({column: row[column] for column in columns})
    of = "responsibility__task__measure_id"
    chosen = _rows(_through()).filter(**{f"{of}__in": ids}).order_by("pk")
    for row in chosen.values("responsibility_id", "department_id", of):
        found[row.pop(of)]["chosen"].append(row)
    return found


def restore_rows(measure: Measure, rows: Rows, *, actor: Any) -> None:
    """Make the measure and its rows what `rows` says; the caller holds the transaction and the lock."""
    [columns] = rows["measure"]
    # Where it stands is not its own: measures put in before it move it.
    mine = [name for name in _MEASURE[3:] if getattr(measure, name) != columns[name]]
    for name in mine:
        setattr(measure, name, columns[name])
    if mine:
        measure.save(update_fields=mine)
    for _name, model, lookup in reversed(_TABLES):
        _rows(model).filter(**{lookup: measure}).delete()
    _put_back(rows, actor=actor)


def restore_measure(rows: Rows, *, revision: int, actor: Any) -> None:
    """Put back a measure that was dropped, at its place, with everything in it."""
    [columns] = rows["measure"]
    measure = Measure(**_parsed(Measure, columns), revision=revision)
    bulk_create_with_history([measure], Measure, default_user=actor)
    _put_back(rows, actor=actor)


def make_room(document: PolicyDocument, position: int, by: int) -> None:
    """Move the measures that stand at `position` or after it by so many places.

    By way of far away, since no two measures may hold one place even for a moment.
    """
    after = document.measures.filter(position__gte=position)
    after.update(position=F("position") + _FAR)
    document.measures.filter(position__gte=_FAR).update(position=F("position") + (by - _FAR))


def document_rows(document: PolicyDocument) -> dict[str, Any]:
    """What is edited of the document itself: its switch, and the things to check that have no measure."""
    checks = document.check_items.filter(measure=None).order_by("pk").values()
    rows = {"first_unit_leads": document.first_unit_leads, "checks": list(checks)}
    # As the database will give it back, so that two of them can be compared.
    return cast(dict[str, Any], json.loads(json.dumps(rows, cls=DjangoJSONEncoder)))


def restore_document(document: PolicyDocument, rows: dict[str, Any]) -> None:
    """Make those of the document what `rows` says."""
    document.first_unit_leads = rows["first_unit_leads"]
    document.save(update_fields=["first_unit_leads"])
    document.check_items.filter(measure=None).delete()
    CheckItem.objects.bulk_create(CheckItem(**_parsed(CheckItem, row)) for row in rows["checks"])


def _put_back(rows: Rows, *, actor: Any) -> None:
    for name, model, _lookup in _TABLES:
        objects = [model(**_parsed(model, row)) for row in rows[name]]
        if model is CheckItem:
            _rows(model).bulk_create(objects)
        else:
            bulk_create_with_history(objects, model, default_user=actor)
    through = _through()
    _rows(through).bulk_create(through(**row) for row in rows["chosen"])


def _parsed(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """Columns as Python values: JSON has no dates."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in row.items()}
