"""The rows at the other end of a relation, for query sets whose module the models themselves import."""

from typing import Any

from django.db.models import Model


def related(model: type[Model], path: str) -> Any:
    """The default manager of the model that `path` ("reports", "measure__document") leads to from `model`.

    Raises FieldDoesNotExist where the path names no relation.
    """
    found: Any = model
    for name in path.split("__"):
        found = found._meta.get_field(name).related_model
    return found._default_manager
