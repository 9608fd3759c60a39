"""Rows written once: timelines, issued papers, versions of a formula. Nothing changes or deletes them.

`append_only_models` names them all: the database guards their tables (`common.db.guards`), and the record's
chain seals them (`departments.record.chain`).
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from common.errors import ServiceError


class AppendOnlyRows:
    """For the queryset of a `AppendOnly`, before its other bases: rows are only added."""

    model: Any

    def update(self, **kwargs: Any) -> int:
        """Refused: what was written stays as it was."""
        raise ServiceError("row_append_only", self.model.CHANGE_REFUSED)

    def delete(self) -> NoReturn:
        """Refused: what was written stays."""
        raise ServiceError("row_append_only", self.model.DELETE_REFUSED)

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> list[Any]:
        """New rows only: one that would overwrite another is refused."""
        if update_conflicts:
            raise ServiceError("row_append_only", self.model.CHANGE_REFUSED)
        created: list[Any] = super().bulk_create(  # type: ignore[misc]  # the queryset behind this
            objs, batch_size, ignore_conflicts, update_conflicts, *args, **kwargs
        )
        return created


class AppendOnly(models.Model):
    """A row that is saved once; the constants are what a user reads who tries more."""

    CHANGE_REFUSED = "办理记录不能修改。"
    DELETE_REFUSED = "办理记录不能删除。"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, once."""
        if self.pk is not None:
            raise ServiceError("row_append_only", self.CHANGE_REFUSED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: what was written stays."""
        raise ServiceError("row_append_only", self.DELETE_REFUSED)


def append_only_models() -> list[type[models.Model]]:
    """Every model whose rows are only ever added, by the name of its table.

    What derives from `AppendOnly`, with what such rows are linked to, and the histories of all other rows.
    """
    found: list[type[models.Model]] = []
    for model in apps.get_models():
        if issubclass(model, AppendOnly):
            links = [field.remote_field.through for field in model._meta.local_many_to_many]
            found += [model, *(through for through in links if through)]
        elif issubclass(model, HistoricalChanges) or _is_history_of_links(model):
            found.append(model)
    return sorted(found, key=lambda model: model._meta.db_table)


def _is_history_of_links(model: type[models.Model]) -> bool:
    """The table in which a history keeps the links of a version has no class of its own."""
    return any(field.name == "m2m_history_id" for field in model._meta.local_fields)
