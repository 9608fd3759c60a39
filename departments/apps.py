"""Who: departments, aliases, groups, successors; users and their roles."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    """The bottom layer: it imports no other app of the project."""

    name = "departments"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """Say which role may open which page."""
        from departments.models import UserRole
        from departments.permissions import grant

        names = "view add change delete"
        grant(
            UserRole.SUPERVISOR,
            "departments",
            region="view add",
            department="view add change",
            departmentalias=names,
            departmentgroup="view add change",
            groupalias=names,
            succession="view add change",
            user="view add change",
            membership=names,
        )
        for role in (UserRole.LEADER, UserRole.HEAD, UserRole.FILER):
            grant(role, "departments", department="view", departmentgroup="view")
        grant(UserRole.SUPERVISOR, "authtoken", tokenproxy="view add delete")
        grant(UserRole.SUPERVISOR, "axes", accessattempt="view", accesslog="view")
        grant(
            UserRole.SUPERVISOR,
            "django_celery_beat",
            periodictask="view change",
            crontabschedule="view add change",
            intervalschedule="view add change",
        )
