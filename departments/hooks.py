"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from common.admin.base import find_by
from common.files.marking import marked_by
from departments.marks import words_of_reader
from departments.models.users import ADMINISTRATORS, UserRole
from departments.permissions import ACCESS_RECORD, grant
from departments.search import departments_named

_NAMES = "view add change delete"

grant(
    UserRole.SUPERVISOR,
    "departments",
    region="view add",
    department="view add change",
    departmentalias=_NAMES,
    departmentgroup="view add change",
    groupalias=_NAMES,
    succession="view add change",
    user="view",
)
grant(UserRole.SECURITY_ADMIN, "departments", user="view add change", membership="view add")
grant(UserRole.AUDITOR, "departments", user="view", membership="view")
for role in ADMINISTRATORS:
    grant(role, "departments", region="view", department="view", departmentgroup="view")
for role in (UserRole.LEADER, UserRole.HEAD, UserRole.FILER):
    grant(role, "departments", region="view", department="view", departmentgroup="view")
for role in ACCESS_RECORD.roles:
    grant(role, "axes", accessattempt="view", accesslog="view")
grant(
    UserRole.SYSTEM_ADMIN,
    "django_celery_beat",
    periodictask="view change",
    crontabschedule="view add change",
    intervalschedule="view add change",
)

find_by("department__short_name", departments_named)
marked_by(words_of_reader)
