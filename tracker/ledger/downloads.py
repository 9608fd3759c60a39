"""Handing out the files that were made of the ledger, from its pages and from the API."""

from django.http import Http404
from django.http.response import HttpResponseBase

from common.files.answers import XLSX, attachment
from tracker.ledger.models import Export, ExportState
from tracker.ledger.services.exporting import bytes_of


def file_of(export: Export) -> HttpResponseBase:
    """The answer that carries the file; 404 while there is none."""
    if export.state != ExportState.DONE:
        raise Http404("文件尚未生成。")
    return attachment(bytes_of(export), name=export.file_name, media_type=XLSX, size=export.size)
