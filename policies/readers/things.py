"""Of which things the record of use does not say the words, since only some may know of them.

Who reads the record learns that a person read, downloaded or changed something, and when, but not what a
document with a circle of readers is called. Each app says in its `hooks` how its things hang on a document.
"""

from django.apps import apps

from common.db.related import related

_ways: dict[str, tuple[str, ...]] = {"policies.policydocument": ("",)}


def hangs_on_document(**ways: str) -> None:
    """Enter the ways to the document: `hangs_on_document(**{"work.assignment": "document"})`.

    Several ways to one are parted by spaces.
    """
    _ways.update({thing: way.split(" ") for thing, way in ways.items()})  # type: ignore[misc]


def is_closed(thing: str, key: str) -> bool:
    """Whether the thing of that key hangs on a document with a circle; one query for each way."""
    ways = _ways.get(thing.lower(), ())
    if not ways or not key.isdecimal() or len(key) > 18:
        return False
    model = apps.get_model(thing)
    for way in ways:
        circles = related(model, f"{way}__circle".removeprefix("__")).order_by().values("document_id")
        found = model._default_manager.filter(pk=int(key), **{f"{way or 'pk'}__in": circles})
        if found.exists():
            return True
    return False
