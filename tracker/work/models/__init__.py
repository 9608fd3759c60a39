"""Assignments and what becomes of them, with filing, merged work and instructions."""

import tracker.work.filing.models.drafts
import tracker.work.filing.models.reports
import tracker.work.filing.models.sheets
import tracker.work.instructions.models
import tracker.work.merging.models
import tracker.work.models.assignments
import tracker.work.models.requests
import tracker.work.models.settings
import tracker.work.models.snapshots  # noqa: F401  (Django finds the models here)
