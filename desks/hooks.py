"""What the desks add: the pages that belong to no model, and the file that goes with the morning's mail."""

from desks.daily.page import daily, daily_choice, daily_file
from desks.daily.services import enclosed, wanted_by
from desks.instructing import instruct
from desks.leader import overview
from desks.owing import owing
from desks.site import PAGES
from desks.wall import wall
from tracker.reminders.enclosures import enclosing

PAGES += [
    ("overview/", overview, "overview"),
    ("overview/wall/", wall, "overview_wall"),
    ("overview/daily/", daily, "daily"),
    ("overview/daily/file/", daily_file, "daily_file"),
    ("overview/daily/choice/", daily_choice, "daily_choice"),
    ("owing/", owing, "owing"),
    ("overview/instruct/<int:object_id>/", instruct, "overview_instruct"),
]

enclosing("督查日报", wanted_by, enclosed)
