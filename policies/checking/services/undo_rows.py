"""The rows of a measure as plain data, and back: what undo is made of.

Rows keep their primary keys, so that what is restored is the same task, not a likeness of it. A measure
with assignments is never restored this way: only drafts are edited.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Manager, Model

from policies.checking.models.items import CheckItem
from policies.checking.models.marks import MarkDecision
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, Milestone, NamedPerson, Responsibility, Task

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Parents before children; deleted in the opposite order. The lookup leads from a row to its measure.
_TABLES: list[tuple[str, type[Model], str]] = [
    ("tasks", Task, "measure"),
    ("responsibilities", Responsibility, "task__measure"),
    ("milestones", Milestone, "task__measure"),
    ("persons", NamedPerson, "task__measure"),
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
    """The measure with its tasks, responsibilities, milestones, persons and doubts, as columns by name."""
    return rows_of_many([measure.pk])[measure.pk]


def rows_of_many(ids: Iterable[int]) -> dict[int, Rows]:
    """`rows_of` each of the measures that exist, in seven queries however many they are."""
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


def restore_rows(wanted: Mapping[int, Rows]) -> None:
    """Make the measures, by id, and their rows what `wanted` says; the caller holds transaction and lock.

    Only rows that differ are touched.
    """
    current = rows_of_many(wanted)
    _restore_columns(wanted, current)
    differences = {
        name: _Difference(model, _merged(wanted, name), _merged(current, name)) for name, model, _ in _TABLES
    }
    # Leaves go first; a task only when what it gave to another task has been taken back.
    for name in ("checks", "persons", "milestones", "responsibilities"):
        differences[name].delete()
    for name in ("tasks", "milestones"):
        differences[name].make_room()
    for name, _, _ in _TABLES:
        differences[name].write()
    differences["tasks"].delete()
    _restore_chosen(wanted, current)


def restore_measure(rows: Rows, *, revision: int) -> None:
    """Put back a measure that was dropped, at its place, with everything in it."""
    [columns] = rows["measure"]
    Measure.objects.bulk_create([Measure(**_parsed(Measure, columns), revision=revision)])
    _put_back(rows)


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


def decision_rows(document: PolicyDocument) -> list[Row]:
    """What was decided about the marks of the document, as the database will give it back."""
    rows = document.mark_decisions.order_by("pk").values()
    return cast(list[Row], json.loads(json.dumps(list(rows), cls=DjangoJSONEncoder)))


def restore_decisions(*, made: list[Row], taken: list[Row]) -> None:
    """Take away the decisions that an edit made, and put back those that it took."""
    MarkDecision.objects.filter(pk__in=[row["id"] for row in made]).delete()
    MarkDecision.objects.bulk_create(MarkDecision(**_parsed(MarkDecision, row)) for row in taken)


class _Difference:
    """What has to happen to one table so that its rows become what they were."""

    def __init__(
        self, model: type[Model], wanted: list[dict[str, Any]], current: list[dict[str, Any]]
    ) -> None:
        self.model = model
        present = {row["id"]: row for row in current}
        rows = {row["id"]: _parsed(model, row) for row in wanted}
        self.gone = [pk for pk in present if pk not in rows]
        self.missing = [model(**row) for pk, row in rows.items() if pk not in present]
        self.changed = [model(**row) for pk, row in rows.items() if present.get(pk, row) != row]
        self.columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]

    def delete(self) -> None:
        """Rows that were not there."""
        if self.gone:
            _rows(self.model).filter(pk__in=self.gone).delete()

    def make_room(self) -> None:
        """Out of the way of each other: no two rows may hold one place even for a moment."""
        moving = [*self.gone, *(row.pk for row in self.changed)]
        if moving:
            _rows(self.model).filter(pk__in=moving).update(position=F("position") + _FAR)

    def write(self) -> None:
        """Rows that are missing or different."""
        _rows(self.model).bulk_create(self.missing)
        if self.changed:
            _rows(self.model).bulk_update(self.changed, self.columns)


def _restore_columns(wanted: Mapping[int, Rows], current: Mapping[int, Rows]) -> None:
    """Title, text and the like; where a measure stands is not its own: what is put in before it moves it."""
    for pk, rows in wanted.items():
        columns = {
            name: value
            for name, value in rows["measure"][0].items()
            if name != "position" and current[pk]["measure"][0][name] != value
        }
        if columns:
            measure = Measure.objects.get(pk=pk)
            for name, value in columns.items():
                setattr(measure, name, value)
            measure.save(update_fields=list(columns))


def _restore_chosen(wanted: Mapping[int, Rows], current: Mapping[int, Rows]) -> None:
    def pairs(rows: Mapping[int, Rows]) -> set[tuple[int, int]]:
        return {(row["responsibility_id"], row["department_id"]) for row in _merged(rows, "chosen")}

    through = _rows(_through())
    for responsibility, department in sorted(pairs(current) - pairs(wanted)):
        through.filter(responsibility_id=responsibility, department_id=department).delete()
    # What was taken away together with its clause comes back too: it is missing now.
    kept = set(
        through.filter(responsibility_id__in=[pk for pk, _ in pairs(wanted)]).values_list(
            "responsibility_id", "department_id"
        )
    )
    through.bulk_create(
        through.model(responsibility_id=responsibility, department_id=department)
        for responsibility, department in sorted(pairs(wanted) - kept)
    )


def _merged(rows: Mapping[int, Rows], name: str) -> list[dict[str, Any]]:
    # What was kept before there were persons does not speak of them.
    return [row for one in rows.values() for row in one.get(name, [])]


def _put_back(rows: Rows) -> None:
    for name, model, _lookup in _TABLES:
        _rows(model).bulk_create([model(**_parsed(model, row)) for row in rows.get(name, [])])
    through = _rows(_through())
    through.bulk_create(through.model(**row) for row in rows["chosen"])


def _parsed(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """Columns as Python values: JSON has no dates."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in row.items()}
