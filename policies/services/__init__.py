"""Writes of documents that have a name."""

from policies.services.aligning import (
    align_documents,
    confirm_proposed,
    decide_pair,
    pair_measures,
    propose_again,
)
from policies.services.checking import (
    archive_document,
    confirm_document,
    resolve_responsibility,
    settle_check,
)
from policies.services.importing import ImportOutcome, import_file, import_ledger, import_text

__all__ = [
    "ImportOutcome",
    "align_documents",
    "archive_document",
    "confirm_document",
    "confirm_proposed",
    "decide_pair",
    "import_file",
    "import_ledger",
    "import_text",
    "pair_measures",
    "propose_again",
    "resolve_responsibility",
    "settle_check",
]
