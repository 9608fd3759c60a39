"""The admin site: the browser's door for all three kinds of users."""

from unfold.sites import UnfoldAdminSite


class LedgerAdminSite(UnfoldAdminSite):
    """The project's admin."""

    site_title = "督查台账"
    site_header = "督查台账"
    index_title = "总览"
    enable_nav_sidebar = True
