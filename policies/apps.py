"""What was ordered: documents, measures, tasks, milestones, indicators; import and checking."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The middle layer: it knows departments, not the tracker."""

    name = "policies"
    verbose_name = "文件与任务"

    def ready(self) -> None:
        """Say which role may open which page; whose documents are seen there is `visible_to`'s."""
        from departments.models import UserRole
        from departments.permissions import grant

        grant(
            UserRole.SUPERVISOR,
            "policies",
            policydocument="view add change",
            sourcefile="view",
            section="view",
            measure="view",
            task="view",
            responsibility="view",
            milestone="view",
            indicator="view",
            checkitem="view",
            alignment="view",
        )
        grant(UserRole.LEADER, "policies", sourcefile="view", checkitem="view", alignment="view")
        for role in (UserRole.LEADER, UserRole.HEAD, UserRole.FILER):
            grant(
                role,
                "policies",
                policydocument="view",
                section="view",
                measure="view",
                task="view",
                responsibility="view",
                milestone="view",
                indicator="view",
            )
