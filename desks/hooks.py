"""What the desks add: the pages that belong to no model, and the file that goes with the morning's mail."""

from desks.beginning import page as beginning
from desks.daily.page import daily, daily_choice, daily_file
from desks.daily.services import enclosed, wanted_by
from desks.finding.page import find_page
from desks.guide import guide, picture
from desks.instructing import instruct
from desks.leader import overview
from desks.navigation import settings_page
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

enclosing("督查日报", wanted_by, enclosed)
