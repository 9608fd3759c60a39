"""The admin site of this project."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's admin, with the site class that knows roles instead of flags."""

    default_site = "desks.site.LedgerAdminSite"
