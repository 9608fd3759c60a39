"""What the desks add to the site: the pages that belong to no model."""

from desks.beginning import page as beginning
from desks.instructing import instruct
from desks.leader import overview
from desks.owing import owing
from desks.site import PAGES

PAGES += [
    ("begin/", beginning.begin, "begin"),
    ("begin/region/", beginning.region, "begin_region"),
    ("begin/office/", beginning.office, "begin_office"),
    ("begin/mail/", beginning.try_mail, "begin_mail"),
    ("begin/sample/", beginning.try_sample, "begin_sample"),
    ("overview/", overview, "overview"),
    ("owing/", owing, "owing"),
    ("overview/instruct/<int:object_id>/", instruct, "overview_instruct"),
]
