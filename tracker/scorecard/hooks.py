"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind

grant(UserRole.SUPERVISOR, "scorecard", scoreformula="view", documentweight="view")
for role in BUSINESS:
    grant(role, "scorecard", handpoints="view")  # a unit sees its own

record_views(UseKind.EXPORT, "scorecard.scoreformula", "admin:scorecard_download")
record_changes(UseKind.RULE, "scorecard.scoreformula")
record_changes(UseKind.RULE, "scorecard.documentweight", "scorecard.handpoints", named=False)
