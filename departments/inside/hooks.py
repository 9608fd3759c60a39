"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import UserRole
from departments.permissions import grant

for role in UserRole:
    grant(role, "inside", section="view", substitution="view")
