"""Rows written once: timelines, issued papers, versions of a formula. Nothing changes or deletes them."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models

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
