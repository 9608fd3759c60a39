"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant

grant(UserRole.SUPERVISOR, "scorecard", scoreformula="view", documentweight="view")
for role in BUSINESS:
    grant(role, "scorecard", handpoints="view")  # a unit sees its own
