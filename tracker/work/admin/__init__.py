"""The pages of assignments and of what is done on them."""

import tracker.work.admin.assignments
import tracker.work.admin.documents
import tracker.work.admin.measures
import tracker.work.admin.records
import tracker.work.admin.requests
import tracker.work.admin.settings
import tracker.work.filing.admin.drafts
import tracker.work.filing.admin.reports
import tracker.work.instructions.admin
import tracker.work.merging.admin.works  # noqa: F401  (Django finds the pages here)
