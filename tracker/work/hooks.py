"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind

for role in UserRole:
    grant(role, "work", assignment="view", progressreport="view")
    grant(role, "work", extension="view", decline="view", instructionitem="view")
    grant(role, "work", reportdraft="view")  # one's own
    grant(role, "work", mergedwork="view")
    grant(role, "work", assignmentmilestone="view")  # the rows behind the scorecard
for role in (UserRole.SUPERVISOR, UserRole.LEADER):
    grant(role, "work", event="view")
grant(UserRole.SUPERVISOR, "work", officesettings="view change")

record_views(UseKind.READ, "work.assignment", "admin:work_assignment_change", "assignment-detail")
record_views(UseKind.READ, "work.progressreport", "admin:work_progressreport_change", "report-detail")
record_views(UseKind.READ, "work.mergedwork", "admin:work_mergedwork_change")
record_views(
    UseKind.READ, "work.instructionitem", "admin:work_instructionitem_change", "instruction-item-detail"
)
record_views(UseKind.READ, "work.instruction", "instruction-detail")
record_views(UseKind.DOWNLOAD, "work.attachment", "admin:work_attachment", "attachment")
record_views(UseKind.DOWNLOAD, "work.instruction", "admin:work_instruction_scan")
record_views(UseKind.EXPORT, "work.filingsheet", "admin:work_sheet_download", "sheet-download")
record_changes(UseKind.RULE, "work.officesettings")
