"""What this app tells the others at start: which role may open which page, what follows when people leave.

Whose rows are seen there is a matter of `visible_to`.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from departments.inside.models import Section
from departments.models.users import BUSINESS, Membership, User, UserRole
from departments.permissions import grant
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind
from policies.readers.signals import circle_set
from tracker.work.inside.services.releasing import release_gone
from tracker.work.merging.services import refuse_to_close_what_is_joined

for role in BUSINESS:
    grant(role, "work", assignment="view", progressreport="view")
    grant(role, "work", extension="view", decline="view", instructionitem="view")
    grant(role, "work", reportdraft="view")  # one's own
    grant(role, "work", mergedwork="view")
    grant(role, "work", assignmentmilestone="view")  # the rows behind the scorecard
for role in (UserRole.SUPERVISOR, UserRole.LEADER):
    grant(role, "work", event="view")
grant(UserRole.SUPERVISOR, "work", officesettings="view change")


def _membership_changed(instance: Membership, created: bool = False, **more: Any) -> None:
    """Once everything is written: of a person who was given another role nothing falls back."""
    if not created:
        transaction.on_commit(partial(release_gone, users=[instance.user_id]))


def _account_changed(instance: User, created: bool, **more: Any) -> None:
    if not created and not instance.is_active:
        transaction.on_commit(partial(release_gone, users=[instance.pk]))


def _section_changed(instance: Section, **more: Any) -> None:
    if instance.closed:
        transaction.on_commit(partial(release_gone, sections=[instance.pk]))


post_save.connect(_membership_changed, sender=Membership, dispatch_uid="inside.membership_saved")
post_delete.connect(_membership_changed, sender=Membership, dispatch_uid="inside.membership_deleted")
post_save.connect(_account_changed, sender=User, dispatch_uid="inside.account_saved")
post_save.connect(_section_changed, sender=Section, dispatch_uid="inside.section_saved")
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

circle_set.connect(refuse_to_close_what_is_joined, dispatch_uid="merging.circle_set")
