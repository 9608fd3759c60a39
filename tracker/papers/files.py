"""The docx of an issued paper as it goes out, from a page or from the API."""

import io

from django.http import FileResponse

from tracker.papers.models import Paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_file(paper: Paper) -> FileResponse:
    """The docx of a paper, to be kept and not run."""
    response = FileResponse(
        io.BytesIO(bytes(paper.data)), as_attachment=True, filename=paper.file_name, content_type=DOCX
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
