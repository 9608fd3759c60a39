"""Corrections of whole measures."""

from collections.abc import Sequence

from common.errors import ServiceError
from departments.models.users import User
from policies.checking.services.editing import Revisions, editing
from policies.checking.services.rows import put_measure
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure


def rename_measure(
    *, measure: Measure, title: str, actor: User | None, seen: Revisions | None = None
) -> None:
    """Correct a measure's title; an empty one shows the first words of its text instead."""
    title = title.strip()
    if not title and not measure.text:
        raise ServiceError("measure_title_required", "请填写举措标题。", field="title")
    if len(title) > 200:
        raise ServiceError("measure_title_too_long", "举措标题不能超过200字。", field="title")
    what = f"{measure}：标题改为“{title}”" if title else f"{measure}：删除标题"
    with editing(measure.document, [measure], actor=actor, what=what, seen=seen) as [locked]:
        locked.title = title
        locked.save(update_fields=["title"])


def drop_measure(*, measure: Measure, actor: User | None, seen: Revisions | None = None) -> None:
    """Take a measure that orders nothing out of the draft, with its tasks and doubtful things."""
    with editing(measure.document, [measure], actor=actor, what=f"删除举措{measure}", seen=seen) as [locked]:
        locked.delete()


def add_measure(
    *,
    document: PolicyDocument,
    path: Sequence[str],
    title: str,
    text: str = "",
    after: Measure | None = None,
    actor: User | None,
    seen: Revisions | None = None,
) -> Measure:
    """Put a measure that the reading missed behind another one, or first; it gets one task of its text.

    `path` holds its labels from the top section down. Raises `ServiceError` without a title or labels.
    """
    labels = [label.strip()[:20] for label in path if label.strip()]
    title, text = title.strip(), text.strip()
    if not labels:
        raise ServiceError("measure_path_required", "请填写举措的序号，如“三 / （一） / 1”。", field="path")
    if not title or len(title) > 200:
        raise ServiceError("measure_title_invalid", "请填写举措标题，不超过200字。", field="title")
    name = f"{' / '.join(labels)} {title}"
    with editing(document, [after] if after else [], actor=actor, what=f"增加举措{name}", seen=seen) as rows:
        position = rows[0].position + 1 if rows else 0
        measure = put_measure(document, position=position, path=labels, title=title, text=text)
        rows.append(measure)
    return measure
