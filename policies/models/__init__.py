"""Documents and what they order, with what checking and 上下对照 keep."""

import policies.alignment.models
import policies.checking.models.edits
import policies.checking.models.images
import policies.checking.models.items
import policies.checking.models.marks
import policies.imports.models
import policies.models.documents
import policies.models.measures
import policies.readers.models  # noqa: F401  (Django finds the models here)
