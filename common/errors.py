"""The two ways a service says no; both carry one Chinese sentence for the user."""


class ServiceError(Exception):
    """What was asked cannot be done as things stand; the message says why and what to do.

    `field` names the one input that is at fault, where there is one: a sheet points to its cell.
    """

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(ServiceError):
    """The user may not do this."""
