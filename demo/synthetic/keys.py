"""SQL for the ids of rows that several parts point at."""

from demo.synthetic.loader import Loader
from tracker.work.models.assignments import AssignmentMilestone

OFFICE = "(SELECT u.id FROM departments_user u WHERE u.username = 'office-1')"  # who hands out
# Of a row `w` of `work`:
REVIEWER = "(SELECT u.id FROM departments_user u WHERE u.username = 'office-' || w.reviewer)"


def milestone_id(loader: Loader, place: int, key: str = "w.k") -> str:
    """SQL for the id of an assignment's date: place 0 is the early one, 1 the last."""
    return f"({loader.above(AssignmentMilestone)} + {key} * 2 + {place})"
