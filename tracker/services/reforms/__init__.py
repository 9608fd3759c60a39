"""机构改革: a unit that is merged, renamed or split, and its work."""

from tracker.services.reforms.carrying_out import carry_out_reform
from tracker.services.reforms.plan import Choice, Members, ReformPlan
from tracker.services.reforms.preview import Collision, ReformPreview, preview_reform
from tracker.services.reforms.undoing import undo_reform, what_forbids_undoing

__all__ = [
    "Choice",
    "Collision",
    "Members",
    "ReformPlan",
    "ReformPreview",
    "carry_out_reform",
    "preview_reform",
    "undo_reform",
    "what_forbids_undoing",
]
