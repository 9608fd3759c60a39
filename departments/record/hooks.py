"""What this app tells the others at start: who may read the record, and what goes into it by itself."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from departments.models.users import UserRole
from departments.permissions import grant
from departments.record import signals
from departments.record.changes import record_changes
from departments.record.kinds import record_views
from departments.record.models import UseKind

grant(UserRole.AUDITOR, "record", userecord="view")

user_logged_in.connect(signals.logged_in, dispatch_uid="record.logged_in")
user_logged_out.connect(signals.logged_out, dispatch_uid="record.logged_out")
user_login_failed.connect(signals.log_in_failed, dispatch_uid="record.log_in_failed")
user_locked_out.connect(signals.locked_out, dispatch_uid="record.locked_out")


def _asked(request: HttpRequest, response: HttpResponseBase) -> str:
    """What the auditor has asked the record for."""
    return request.GET.urlencode()


record_views(
    UseKind.RECORD,
    "record.userecord",
    "admin:record_userecord_changelist",
    "admin:record_userecord_change",
    "admin:record_userecord_seal",
    "use-records",
    "record-seal",
    words=_asked,
)
record_views(UseKind.EXPORT, "record.userecord", "admin:record_userecord_file", "use-records-file")

# People, roles, tokens, log-ins.
record_changes(UseKind.ACCOUNT, "departments.user")
record_changes(UseKind.ROLE, "departments.membership")
record_changes(UseKind.TOKEN, "signon.accesstoken")
record_views(UseKind.SESSION, "signon.usersession", "admin:signon_usersession_end", method="POST")
record_views(UseKind.READ, "departments.user", "admin:departments_user_change")
record_changes(
    UseKind.RULE,
    "departments.office",
    "departments.department",
    "departments.departmentgroup",
    "daysoff.dayoff",
)
record_changes(
    UseKind.RULE,
    "django_celery_beat.periodictask",
    "django_celery_beat.crontabschedule",
    "django_celery_beat.intervalschedule",
    by_people_only=True,
)


def _people_sought(request: HttpRequest, response: HttpResponseBase) -> str:
    return request.GET.get("q", "")


record_views(
    UseKind.SEARCH,
    "departments.user",
    "admin:departments_user_changelist",
    words=_people_sought,
    asked=True,
)
record_views(UseKind.EXPORT, "departments.user", "admin:departments_user_sheet", "people-sheet")
