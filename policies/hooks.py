"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import UserRole
from departments.narrowing import narrowed_by
from departments.permissions import grant
from departments.record.kinds import record_views
from departments.record.models import UseKind
from policies.admin.panels import PANELS
from policies.readers.admin import circle_panel
from policies.readers.models import Circle

narrowed_by(Circle.objects.order_by)
PANELS.append(circle_panel)

grant(
    UserRole.SUPERVISOR,
    "policies",
    policydocument="view add change",
    sourcefile="view",
    section="view",
    measure="view",
    task="view",
    responsibility="view",
    namedperson="view",
    milestone="view",
    indicator="view",
    checkitem="view",
    alignment="view",
    **{"import": "view"},
)
grant(UserRole.LEADER, "policies", sourcefile="view", checkitem="view", alignment="view")
for role in (UserRole.LEADER, UserRole.HEAD, UserRole.FILER):
    grant(
        role,
        "policies",
        policydocument="view",
        section="view",
        measure="view",
        task="view",
        responsibility="view",
        namedperson="view",
        milestone="view",
        indicator="view",
    )

record_views(
    UseKind.READ,
    "policies.policydocument",
    "admin:policies_policydocument_change",
    "admin:policies_policydocument_check_draft",
    "document-detail",
    "checking",
)
record_views(UseKind.READ, "policies.measure", "admin:policies_measure_change", "measure-detail")
record_views(UseKind.READ, "policies.task", "admin:policies_task_change", "task-detail")
record_views(UseKind.READ, "policies.alignment", "admin:policies_alignment_change", "alignment")
record_views(UseKind.DOWNLOAD, "policies.policydocument", "admin:policies_policydocument_download")
record_views(UseKind.EXPORT, "policies.alignment", "admin:policies_alignment_xlsx", "alignment-xlsx")
