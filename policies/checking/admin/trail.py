"""校核记录: what people changed of a measure and what it orders, on the pages of these rows."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from policies.checking.models.edits import DraftEdit
from policies.models.measures import Measure, Milestone, Responsibility, Task

_KINDS: dict[str, type[Model]] = {
    "measure": Measure,
    "tasks": Task,
    "responsibilities": Responsibility,
    "milestones": Milestone,
}
# How rows are tied together and where they stand says nothing to a reader.
_SILENT = {"id", "document_id", "measure_id", "task_id", "position", "span_start", "span_end"}
_LONG = 60  # characters of a text that a line shows


class WithTrail:
    """Mixed in front of an admin of a measure or its rows: the page ends with the edits of the measure."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "show_trail")  # type: ignore[misc]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = super().get_fields(request, obj)  # type: ignore[misc]
        return [*(name for name in named if name != "show_trail"), "show_trail"]

    def measure_of(self, obj: Any) -> Measure:
        """The measure that the row belongs to."""
        match obj:
            case Measure():
                return obj
            case Task():
                return obj.measure
        return cast(Measure, obj.task.measure)

    @display(description="校核记录")
    def show_trail(self, obj: Any) -> SafeString | str:
        """Who changed it and when, from what to what; the newest first."""
        measure = self.measure_of(obj)
        edits = DraftEdit.objects.filter(
            document=measure.document_id, revisions__has_key=str(measure.pk)
        ).select_related("actor", "undone_by")
        lines = [(_line(edit, str(measure.pk)),) for edit in edits]
        return format_html_join("", "<div>{}</div>", lines) or "没有修改"


def _line(edit: DraftEdit, key: str) -> str:
    changes = "；".join(changes_in_words(edit.before.get(key), edit.after.get(key)))
    undone = ""
    if edit.undone_at is not None:
        undone = f"（{edit.undone_by or '系统'}于{_at(edit.undone_at)}撤销）"
    return (
        f"{_at(edit.at)} {edit.actor or '系统'}：{edit.what}" + (f"［{changes}］" if changes else "") + undone
    )


def _at(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def changes_in_words(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    """What differs between the rows of a measure before and after an edit, as `undo_rows` keeps them."""
    for name, model in _KINDS.items():
        old = {row["id"]: row for row in (before or {}).get(name, ())}
        new = {row["id"]: row for row in (after or {}).get(name, ())}
        for field in model._meta.concrete_fields:
            if field.attname in _SILENT:
                continue
            for pk in old.keys() & new.keys():
                was, now = old[pk].get(field.attname), new[pk].get(field.attname)
                if was != now:
                    yield f"{field.verbose_name}由{_shown(field, was)}改为{_shown(field, now)}"


def _shown(field: "Field[Any, Any]", value: Any) -> str:
    if value in (None, "", []):
        return "空"
    if field.related_model is not None:
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row or value)
    label = str(dict(field.flatchoices).get(value, value))
    return label if len(label) <= _LONG else f"{label[:_LONG]}…"
