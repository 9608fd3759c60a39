"""What this app tells the others at start: which role may open which page."""

from departments.models.users import UserRole
from departments.permissions import grant

grant(UserRole.SUPERVISOR, "daysoff", dayoff="view")
