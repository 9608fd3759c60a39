"""The admin of documents and what they order."""

from policies.admin import aligning, checks, documents, measures

__all__ = ["aligning", "checks", "documents", "measures"]
