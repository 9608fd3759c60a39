"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.models import UseKind

grant(UserRole.SUPERVISOR, "reforms", reform="view")
record_changes(UseKind.ROLE, "reforms.reform")  # moves and copies the roles of people in bulk
