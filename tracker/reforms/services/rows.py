"""Rows changed in bulk, each with what it was before: the ledger of one reform."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from simple_history.utils import bulk_update_with_history

from departments.models.departments import Department, DepartmentAlias, Succession
from departments.models.users import Membership, User
from tracker.proposals.models import ProposalSponsor
from tracker.reforms.models import Reform, ReformMove
from tracker.work.instructions.models import InstructionItem
from tracker.work.merging.models import MergedMember, MergedWork
from tracker.work.models.assignments import Assignment

BATCH = 1000
MODELS: dict[str, type[Model]] = {
    model.__name__: model
    for model in (
        Assignment,
        Department,
        DepartmentAlias,
        InstructionItem,
        MergedMember,
        MergedWork,
        Membership,
        ProposalSponsor,
        Succession,
    )
}
RECIPIENT = "Recipient"  # a document that was handed to a successor: it has no model of its own
NAMES = {
    "Assignment": "交办事项",
    "Department": "单位",
    "DepartmentAlias": "单位别名",
    "InstructionItem": "待回复批示",
    "MergedMember": "并案事项",
    "MergedWork": "并案",
    "Membership": "任职",
    "ProposalSponsor": "建议提案",
    "Succession": "机构沿革",
    RECIPIENT: "文件查阅",
}


class Changes:
    """Collects the changes of a reform, then writes each model's at once."""

    def __init__(self, reform: Reform, actor: User) -> None:
        self._reform, self._actor = reform, actor
        self._changed: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._fields: dict[type[Model], set[str]] = defaultdict(set)
        self._moves: dict[tuple[str, int], ReformMove] = {}

    def change(self, row: Model, *, words: str = "", **values: Any) -> None:
        """Set columns of a row (by their attribute names); written by `write`."""
        kind = type(row)
        known = self._changed[kind].setdefault(row.pk, row)
        move = self._moves.setdefault(
            (kind.__name__, row.pk),
            ReformMove(
                reform=self._reform,
                model=kind.__name__,
                object_id=row.pk,
                assignment_id=row.pk if kind is Assignment else None,
                before={},
                after={},
            ),
        )
        before, after = move.before or {}, move.after or {}
        for name, value in values.items():
            before.setdefault(name, getattr(known, name))
            after[name] = value
            setattr(known, name, value)
            self._fields[kind].add(name.removesuffix("_id") if name.endswith("_id") else name)
        move.before, move.after = before, after
        move.words = words[:300] or move.words

    def made(self, model: str, object_id: int, *, words: str = "", **after: Any) -> None:
        """Remember a row that the reform made."""
        self._moves[model, object_id] = ReformMove(
            reform=self._reform, model=model, object_id=object_id, after=after, words=words[:300]
        )

    def take_away(self, rows: Iterable[Model], words: str = "") -> None:
        """Delete rows, remembering them whole."""
        for row in rows:
            before = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            name = type(row).__name__
            self._moves[name, row.pk] = ReformMove(
                reform=self._reform, model=name, object_id=row.pk, before=before, words=words[:300]
            )
            row.delete()

    def write(self) -> None:
        """Write everything, a few statements for each thousand rows."""
        for kind, rows in self._changed.items():
            update_many(kind, rows.values(), self._fields[kind], actor=self._actor, why="机构改革")
        ReformMove.objects.bulk_create(self._moves.values(), batch_size=BATCH)


def update_many(
    kind: type[Model], rows: Iterable[Model], fields: Iterable[str], *, actor: User, why: str
) -> None:
    """Save some columns of many rows; of what is not told by a timeline, with a line of its history."""
    columns = sorted(fields)
    if not columns:
        return
    if kind is ProposalSponsor:
        # One by one, in order: a proposal has one 主办 at any moment, also in the middle of this.
        for row in rows:
            row.save(update_fields=columns)
        return
    if not hasattr(kind, "history"):
        kind._default_manager.bulk_update(list(rows), columns, batch_size=BATCH)
        return
    bulk_update_with_history(
        list(rows),
        kind,
        columns,
        batch_size=BATCH,
        default_user=actor,
        default_change_reason=why,
    )
