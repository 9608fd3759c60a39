"""The rows of a measure as plain data, and back: what undo is made of.

Rows keep their primary keys, so that what is restored is the same task, not a likeness of it. A measure
with assignments is never restored this way: only drafts are edited.
"""

from typing import Any

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from policies.models import CheckItem, Measure, Milestone, Responsibility, Task

Rows = dict[str, list[dict[str, Any]]]

# Parents before children; deleted in the opposite order. The lookup leads from a row to its measure.
_TABLES: list[tuple[str, type[Model], str]] = [
    ("tasks", Task, "measure"),
    ("responsibilities", Responsibility, "task__measure"),
    ("milestones", Milestone, "task__measure"),
    ("checks", CheckItem, "measure"),
]


def rows_of(measure: Measure) -> Rows:
    """The measure's tasks, responsibilities, milestones and check items, as columns by name."""
    rows: Rows = {
        name: list(model._default_manager.filter(**{lookup: measure}).order_by("pk").values())
        for name, model, lookup in _TABLES
    }
    through = Responsibility.chosen.through.objects.filter(responsibility__task__measure=measure)
    rows["chosen"] = [
        dict(row) for row in through.order_by("pk").values("responsibility_id", "department_id")
    ]
    return rows


def restore_rows(measure: Measure, rows: Rows, *, actor: Any) -> None:
    """Make the measure's rows what `rows` says; the caller holds the transaction and the lock."""
    for _name, model, lookup in reversed(_TABLES):
        model._default_manager.filter(**{lookup: measure}).delete()
    for name, model, _lookup in _TABLES:
        objects = [model(**_parsed(model, row)) for row in rows[name]]
        if hasattr(model, "history"):
            bulk_create_with_history(objects, model, default_user=actor)
        else:
            model._default_manager.bulk_create(objects)
    through = Responsibility.chosen.through
    through.objects.bulk_create(through(**row) for row in rows["chosen"])


def _parsed(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """Columns as Python values: JSON has no dates."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in row.items()}
