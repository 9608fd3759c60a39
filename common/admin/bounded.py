"""Lists of the admin that count no further than anybody reads: the number of a long list costs as much as the
list is long, and most of it is finished work."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

MOST = 10_000  # rows that are counted, and can be turned to page by page; a filter finds what lies behind


def counted(queryset: QuerySet[Any]) -> int:
    """How many rows, at most one more than `MOST`."""
    return queryset.order_by().values("pk")[: MOST + 1].count()


class BoundedPaginator(Paginator):
    """Pages of the first `MOST` rows."""

    template_name = "common/pagination.html"

    @cached_property
    def counted(self) -> int:
        """How many rows there are, at most one more than are shown."""
        return counted(cast("QuerySet[Any]", self.object_list))

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.counted > MOST

    @cached_property
    def count(self) -> int:
        """How many rows the pages hold."""
        return min(self.counted, MOST)


class BoundedChangeList(ChangeList):
    """Beside a filtered list stands how many there would be without the filter, counted as far."""

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        super().__init__(request, *args, **options)
        if not self.is_popup:
            self.title = str(self.opts.verbose_name_plural)  # not “选择 文件 来修改”

    def get_results(self, request: HttpRequest) -> None:
        """As Django's; the second count is asked only where it can differ."""
        super().get_results(request)
        filtered = self.has_active_filters or self.query
        self.full_result_count = min(counted(self.root_queryset), MOST) if filtered else self.result_count
        self.show_full_result_count, self.show_admin_actions = True, bool(self.full_result_count)
