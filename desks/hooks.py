"""What the desks add: the pages that belong to no model, the next steps, the file of the morning's mail."""

from typing import Any

from common.admin.outcomes import NEXT_STEPS
from departments.record.kinds import record_views
from departments.record.models import UseKind
from desks.beginning import page as beginning
from desks.daily.page import daily, daily_choice, daily_file
from desks.daily.services import enclosed, wanted_by
from desks.finding.page import find_page
from desks.guide import guide, picture
from desks.instructing import instruct
from desks.leader import overview
from desks.navigation import settings_page
from desks.next_steps import TABLE
from desks.owing import owing
from desks.site import PAGES
from desks.wall import wall
from tracker.reminders.enclosures import enclosing

PAGES += [
    ("begin/", beginning.begin, "begin"),
    ("begin/appoint/", beginning.appoint_three, "begin_appoint"),
    ("begin/region/", beginning.region, "begin_region"),
    ("begin/office/", beginning.office, "begin_office"),
    ("begin/mail/", beginning.try_mail, "begin_mail"),
    ("begin/sample/", beginning.try_sample, "begin_sample"),
    ("overview/", overview, "overview"),
    ("overview/wall/", wall, "overview_wall"),
    ("overview/daily/", daily, "daily"),
    ("overview/daily/file/", daily_file, "daily_file"),
    ("overview/daily/choice/", daily_choice, "daily_choice"),
    ("owing/", owing, "owing"),
    ("find/", find_page, "find"),
    ("guide/", guide, "guide"),
    ("guide/images/<str:name>", picture, "guide_picture"),
    ("guide/<str:name>/", guide, "guide_page"),
    ("settings/", settings_page, "settings"),
    ("overview/instruct/<int:object_id>/", instruct, "overview_instruct"),
]

NEXT_STEPS.update(TABLE)


def _people_sought(request: Any, response: Any) -> str:
    """What was typed, where persons were found by it: to look for a page or a document is no matter."""
    found = getattr(response, "data", None) or response.context_data
    kinds = {getattr(group, "kind", "") or group["kind"] for group in found["groups"]}
    return str(request.GET.get("text", "")) if "person" in kinds else ""


record_views(UseKind.SEARCH, "departments.user", "admin:find", "search", words=_people_sought, asked=True)
record_views(UseKind.DOWNLOAD, "", "admin:daily_file", "daily-file")

enclosing("督查日报", wanted_by, enclosed)
