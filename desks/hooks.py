"""What the desks add to the site: the pages that belong to no model."""

from desks.finding.page import find_page
from desks.guide import guide, picture
from desks.instructing import instruct
from desks.leader import overview
from desks.navigation import settings_page
from desks.owing import owing
from desks.site import PAGES

PAGES += [
    ("overview/", overview, "overview"),
    ("owing/", owing, "owing"),
    ("find/", find_page, "find"),
    ("guide/", guide, "guide"),
    ("guide/images/<str:name>", picture, "guide_picture"),
    ("guide/<str:name>/", guide, "guide_page"),
    ("settings/", settings_page, "settings"),
    ("overview/instruct/<int:object_id>/", instruct, "overview_instruct"),
]
