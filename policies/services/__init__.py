"""Writes of documents that have a name."""

from policies.services.checking import (
    archive_document,
    confirm_document,
    resolve_responsibility,
    settle_check,
)
from policies.services.importing import ImportOutcome, import_file, import_ledger, import_text

__all__ = [
    "ImportOutcome",
    "archive_document",
    "confirm_document",
    "import_file",
    "import_ledger",
    "import_text",
    "resolve_responsibility",
    "settle_check",
]
