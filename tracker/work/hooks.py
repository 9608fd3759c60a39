"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import BUSINESS, UserRole
from departments.permissions import grant

for role in BUSINESS:
    grant(role, "work", assignment="view", progressreport="view")
    grant(role, "work", extension="view", decline="view", instructionitem="view")
    grant(role, "work", reportdraft="view")  # one's own
    grant(role, "work", mergedwork="view")
    grant(role, "work", assignmentmilestone="view")  # the rows behind the scorecard
for role in (UserRole.SUPERVISOR, UserRole.LEADER):
    grant(role, "work", event="view")
grant(UserRole.SUPERVISOR, "work", officesettings="view change")
