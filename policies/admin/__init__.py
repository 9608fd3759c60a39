"""The admin of documents and what they order."""

import policies.admin.documents
import policies.admin.measures
import policies.alignment.admin
import policies.checking.admin.items
import policies.imports.admin.records  # noqa: F401  (Django finds the pages here)
