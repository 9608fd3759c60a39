"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind
from policies.readers.signals import circle_set
from tracker.papers.services.drafting import recount_what_waits

for role in BUSINESS:
    grant(role, "papers", paper="view")
grant(UserRole.SUPERVISOR, "papers", bulletindraft="view")

record_views(UseKind.READ, "papers.paper", "admin:papers_paper_change", "bulletin-detail", "notice-detail")
record_views(
    UseKind.READ, "papers.bulletindraft", "admin:papers_bulletindraft_change", "bulletin-draft-detail"
)
record_views(
    UseKind.DOWNLOAD, "papers.paper", "admin:papers_paper_download", "bulletin-download", "notice-download"
)
record_changes(UseKind.RULE, "papers.papertemplate")
circle_set.connect(recount_what_waits, dispatch_uid="papers.circle_set")
