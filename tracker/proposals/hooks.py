"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind

for role in BUSINESS:
    grant(role, "proposals", proposal="view")
grant(UserRole.SUPERVISOR, "proposals", proposalrule="view add change")

record_views(UseKind.READ, "proposals.proposal", "admin:proposals_proposal_change", "proposal-detail")
record_views(UseKind.DOWNLOAD, "proposals.proposalanswer", "admin:proposals_proposal_file", "proposal-paper")
record_views(UseKind.EXPORT, "proposals.proposal", "admin:proposals_proposal_export", "proposal-export")
record_changes(UseKind.RULE, "proposals.proposalrule")
