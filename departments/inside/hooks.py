"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS
from departments.permissions import grant

for role in BUSINESS:
    grant(role, "inside", section="view", substitution="view")
