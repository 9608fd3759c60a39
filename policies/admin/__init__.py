"""The admin of documents and what they order."""

from policies.admin import checks, documents, measures

__all__ = ["checks", "documents", "measures"]
