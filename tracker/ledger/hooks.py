"""What this app tells the others at start: which of its pages the record of use knows."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from departments.record.kinds import record_views
from departments.record.models import UseKind
from policies.readers.signals import circle_set
from tracker.ledger.services.exporting import end_exports_of_outsiders


def _query(request: HttpRequest, response: HttpResponseBase) -> str:
    """The question that the file or the sheet answers."""
    return request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()


record_views(
    UseKind.EXPORT, "ledger.export", "ledger_export", "ledger-export-list", method="POST", words=_query
)
record_views(UseKind.EXPORT, "ledger.export", "ledger_print", words=_query)
record_views(UseKind.DOWNLOAD, "ledger.export", "ledger_export_file", "ledger-export-file")
circle_set.connect(end_exports_of_outsiders, dispatch_uid="ledger.circle_set")
