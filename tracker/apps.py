"""What became of it: assignments, reports, reviews, reminders, lights."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """The top layer of the three."""

    name = "tracker"
    verbose_name = "督查台账"

    def ready(self) -> None:
        """Say which role may open which page; whose work is seen there is `visible_to`'s."""
        from departments.models import UserRole
        from departments.permissions import grant

        for role in UserRole:
            grant(role, "tracker", assignment="view", progressreport="view")
            grant(role, "tracker", inboxreminder="view", channelsetting="view")
            grant(role, "tracker", extension="view", objection="view", instructionitem="view")
            grant(role, "tracker", paper="view")
            grant(role, "tracker", reportdraft="view")  # one's own
            grant(role, "tracker", proposal="view")
            grant(role, "tracker", joinedwork="view")
            grant(role, "tracker", assignmentmilestone="view")  # the rows behind the scorecard
        for role in (UserRole.SUPERVISOR, UserRole.LEADER):
            grant(role, "tracker", event="view")
        grant(UserRole.SUPERVISOR, "tracker", reminder="view", digest="view", sweep="view")
        grant(UserRole.SUPERVISOR, "tracker", officesettings="view change", scoreformula="view")
        rules = "view add change"
        grant(UserRole.SUPERVISOR, "tracker", proposalrule=rules, reform="view")
        grant(UserRole.SUPERVISOR, "tracker", reminderrule=rules, reminderexemption=rules)
