"""The two ways a service says no; both carry one Chinese sentence for the user."""


class ServiceError(Exception):
    """What was asked cannot be done as things stand; the message says why and what to do."""


class NotAllowed(ServiceError):
    """The user may not do this."""
