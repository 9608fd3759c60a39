"""Handing out the files that were made of the ledger: the pages and the API do it similar."""

from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from tracker.ledger.models import Export, ExportState
from tracker.ledger.services.exporting import bytes_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_of(export: Export) -> Any:
    """The answer that carries the file; 404 while there is none."""
    if export.state != ExportState.DONE:
        raise Http404("文件尚未生成。")
    response = StreamingHttpResponse(bytes_of(export), content_type=XLSX)
    response["Content-Length"] = str(export.size)
    response["Content-Disposition"] = content_disposition_header(True, export.file_name)
    response["Cache-Control"] = "private, no-store"
    return response
