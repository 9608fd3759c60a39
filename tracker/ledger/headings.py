"""The headings above a measure, read once for all rows of a document."""

from collections.abc import Sequence
from typing import Any

from common.db.compiled import Among, CompiledQuery
from policies.models.documents import Section

Headings = dict[int, dict[tuple[str, ...], str]]
_KEPT = 500  # documents whose headings are held from one batch to the next


def heading_of(path: Sequence[Any], sections: dict[tuple[str, ...], str]) -> str:
    """The headings above a measure, from the top: 一、便民服务 / （一）窗口; labels alone where untitled."""
    above = [tuple(map(str, path[: depth + 1])) for depth in range(len(path) - 1)]
    return " / ".join(f"{labels[-1]} {sections.get(labels, '')}".strip() for labels in above)


def read_headings(documents: set[int], headings: Headings, *, keep: bool = False) -> None:
    """Add the headings of documents that are not held yet, in one query; with `keep` none is let go."""
    unread = documents - headings.keys()
    if not unread:
        return
    if len(headings) > _KEPT and not keep:
        headings.clear()
        unread = documents
    headings.update({pk: {} for pk in unread})
    for document, path, title in _SECTIONS.all(documents=tuple(unread)):
        headings[document][tuple(map(str, path))] = title


_SECTIONS = CompiledQuery(
    lambda documents: (
        Section.objects.filter(Among("document_id", keys=documents))
        .order_by()
        .values_list("document_id", "path", "title")
    )
)
