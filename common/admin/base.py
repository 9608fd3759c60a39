"""What every admin page of the project shares."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, lookup_spawns_duplicates, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet, TextChoices
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline

from common import clock
from common.admin import bounded
from common.admin.bounded import BoundedChangeList, BoundedPaginator
from common.admin.history import HistoryInWords
from common.db.words import containing, words_of


def colours(choices: type[TextChoices], **known: str) -> dict[str, str]:
    """The colour of each value's label; a value that is not named is grey."""
    return {value: known.get(value, "default") for value in choices.values}


_finders: dict[str, Callable[[str], QuerySet[Any]]] = {}


def find_by(column: str, find: Callable[[str], QuerySet[Any]]) -> None:
    """Where lists search `column` ("department__short_name"), a word finds what `find` knows by it, too.

    For who knows more names of a thing than one: departments have aliases and former names.
    """
    _finders[column] = find


class LedgerAdmin(ModelAdmin):
    """Rows that nobody deletes, whose absence is a real 404.

    What a user may not see is not in `get_queryset`, so that it answers as if it did not exist.
    """

    list_filter_submit = True
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False  # Django's own counts to the end
    show_facets = ShowFacets.NEVER  # a count beside each choice of a filter is a query each
    compressed_fields = True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedChangeList]:
        """Lists that count no further than anybody reads."""
        return BoundedChangeList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """The rows that hold every word, in whatever brackets and width; a unit by each of its names."""
        fields = list(self.get_search_fields(request))
        for word in words_of(search_term):
            found = containing(word, *fields)
            for column, find in _finders.items():
                for name in fields:
                    if name.endswith(column):
                        found |= Q(**{f"{name.rpartition('__')[0]}__in": find(word)})
            queryset = queryset.filter(found)
        return queryset, any(lookup_spawns_duplicates(self.opts, name) for name in fields)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """As Django's, for what is counted: nobody means rows whose number the page does not say."""
        if request.POST.get("select_across") == "1" and bounded.counted(queryset) > bounded.MOST:
            self.message_user(
                request, f"选中的超过{bounded.MOST}项，请先用筛选缩小范围，再选择全部。", messages.ERROR
            )
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the list as the address filters it; 404 where it asks for what there is not."""
        try:
            rows: QuerySet[Any] = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            raise Http404("筛选条件无法识别，请回到列表重新筛选。") from None
        return rows

    def today(self) -> date:
        """The day of the page: here is the edge, what lies below is given it."""
        return clock.today()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """As Django's; a page that is only shown reads its row once, whichever of its parts asks for it."""
        if request.method != "GET":
            return super().get_object(request, object_id, from_field)
        kept = request.__dict__.setdefault("objects_shown", {})
        asked = self, str(object_id), from_field
        if asked not in kept:
            kept[asked] = super().get_object(request, object_id, from_field)
        return kept[asked]

    def visible_object(self, request: HttpRequest, object_id: str) -> Any:
        """The object of that id; `Http404` where there is none that this user may see."""
        found = self.get_object(request, unquote(str(object_id)))
        if found is None or not self.has_view_permission(request, found):
            raise Http404("没有这条记录，或者您无权查看。")
        return found

    def page(
        self, request: HttpRequest, template: str, title: str, shown: Mapping[str, Any]
    ) -> TemplateResponse:
        """A page of this admin beside Django's own, with what `shown` names."""
        frame = {**self.admin_site.each_context(request), "title": title, "opts": self.model._meta}
        return TemplateResponse(request, template, {**frame, **shown})

    def page_of_chosen(
        self, request: HttpRequest, template: str, title: str, shown: Mapping[str, Any]
    ) -> TemplateResponse:
        """A form on the rows chosen in a list; `passed_on` is what sends the list's action once more."""
        names = ("action", "select_across", "index", "_selected_action")
        passed_on = [(name, value) for name in names for value in request.POST.getlist(name)]
        more = {"passed_on": passed_on, "back_url": request.get_full_path()}
        return self.page(request, template, title, {**shown, **more})

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page of an object shows beyond the form."""
        return {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's, with what `page_context` adds."""
        extra = dict(extra_context or {})
        if type(self).page_context is not LedgerAdmin.page_context:
            extra |= self.page_context(request, self.visible_object(request, object_id))
        return cast(HttpResponse, super().change_view(request, object_id, form_url, extra))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: the ledger is kept, with what was wrong in it."""
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the page itself, for what services write: its timeline stands there."""
        if not isinstance(self, ViewOnly):
            return cast(HttpResponse, super().history_view(request, object_id, extra_context))
        found = self.visible_object(request, object_id)
        opts = self.model._meta
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[found.pk])
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """As Django's; 历史 is offered where there is a page of it, and the title is the thing's own word."""
        told_elsewhere = isinstance(self, ViewOnly) and not isinstance(self, HistoryAdmin)
        name = str(self.opts.verbose_name)
        extra = {
            "title": name if object_id else f"新增{name}",
            **(extra_context or {}),
            **({"show_history": False} if told_elsewhere else {}),
        }
        return super().changeform_view(request, object_id, form_url, extra)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        # Django sends the reader to the index with a message; an address that leads nowhere must say so.
        raise Http404("没有这条记录，或者您无权查看。")


class HistoryAdmin(SimpleHistoryAdmin, LedgerAdmin):
    """A ledger page with the history of each change, to be read and never rolled back."""

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Always: a correction is a new change, with its own author."""
        return True

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **kwargs: Any) -> None:
        """Adds to each version what changed; an empty reason shows as nothing."""
        super().set_history_delta_changes(request, historical_records, **kwargs)
        for record in historical_records:
            record.history_change_reason = record.history_change_reason or ""

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> HistoryInWords:
        return HistoryInWords(self.model, historical_record)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of an object that this user may see; names are links for who may see accounts."""
        self.visible_object(request, object_id)
        extra = dict(extra_context or {})
        if not cast(Any, request).user.has_perm("departments.view_user"):
            extra["admin_user_view"] = ""
        return super().history_view(request, object_id, extra)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One old version, for reading: the mix-in would save a POST as the new present."""
        if request.method == "POST":
            raise PermissionDenied("历史记录只能查看。")
        obj = self.visible_object(request, object_id)
        cast(Any, request).version_fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        return cast(HttpResponse, super().history_form_view(request, object_id, version_id, extra_context))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """On the page of an old version all: a box to choose from lists rows that the user may not see."""
        return getattr(request, "version_fields", None) or super().get_readonly_fields(request, obj)


class ViewOnly:
    """Mixed in front of an admin or an inline whose rows are written by services alone."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: a service makes these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: a service changes these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ViewOnlyInline(ViewOnly, TabularInline):
    """Rows shown under the object that they belong to."""

    extra = 0
    can_delete = False
    show_change_link = False
