"""What stands for a user while a compiled query is built."""

from collections.abc import Sequence

from common.db.placeholder import Placeholder, PlaceholderError, PlaceholderId


class UserPlaceholder(Placeholder):
    """A user, as far as `visible_to` asks: the statement depends on whether the user sees everything, on
    whether there is anything that only some may know of, and on how many departments the user files for, but
    not on which ones."""

    def __init__(
        self,
        value_index: int,
        value_name: str,
        *,
        sees_everything: bool,
        is_office: bool,
        minds_circles: bool,
        is_outsider: bool,
        ids: Sequence[PlaceholderId],
    ) -> None:
        super().__init__(value_index, value_name)
        self.sees_everything, self.ids = sees_everything, ids
        self.is_office, self.minds_circles, self.is_outsider = is_office, minds_circles, is_outsider

    def department_ids(self, *roles: str) -> list[PlaceholderId]:
        """As `User.department_ids`; not by roles, since how many these give is no part of the statement."""
        if roles:
            raise PlaceholderError(
                f"A compiled query asked its placeholder {self.value_name!r} for departments by role: how "
                "many these are decides the statement. Bring their ids as a list."
            )
        return list(self.ids)
