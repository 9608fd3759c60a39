"""The admin site of this project."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.core.checks import register

from config.static_files import check_collected


class AdminConfig(DjangoAdminConfig):
    """Django's admin, with the site class that knows roles instead of flags."""

    default_site = "desks.site.LedgerAdminSite"

    def ready(self) -> None:
        """With the check that static files were collected."""
        super().ready()
        register(check_collected)
