"""What this app tells the others at start: which role may open which page, and what stands on every page."""

from common.admin.tools import TOOLS
from departments.models.users import UserRole
from departments.permissions import grant
from policies.admin.panels import PANELS
from tracker.matters.admin.button import entering_button
from tracker.matters.admin.panel import matter_files, supplementing

grant(UserRole.SUPERVISOR, "matters", originrule="view change", matterfile="view")

TOOLS.append(entering_button)
PANELS.extend((matter_files, supplementing))
