"""What this app tells the others at start: which role may open which page, and what stands on every page."""

from common.admin.tools import TOOLS
from departments.models.users import UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind
from policies.admin.panels import PANELS
from tracker.matters.admin.button import entering_button
from tracker.matters.admin.panel import matter_files, supplementing

grant(UserRole.SUPERVISOR, "matters", originrule="view change", matterfile="view")

TOOLS.append(entering_button)
PANELS.extend((matter_files, supplementing))

record_views(UseKind.READ, "policies.policydocument", "matter-detail")
record_views(UseKind.DOWNLOAD, "matters.matterfile", "matter-file")
record_changes(UseKind.RULE, "matters.originrule")
