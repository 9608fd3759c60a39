"""The two ways a service says no; both carry a code for programs and a Chinese sentence for people."""


class ServiceError(Exception):
    """What was asked cannot be done as things stand; the sentence says why and what to do.

    `code` stays the same however the sentence is worded; docs/api-errors.md lists all. `field` names the
    one input that is at fault, where there is one: a form and a sheet point to it.
    """

    def __init__(self, code: str, sentence: str, *, field: str = "") -> None:
        super().__init__(code, sentence)
        self.code = code
        self.field = field

    def __str__(self) -> str:
        """The sentence."""
        return str(self.args[1])


class NotAllowed(ServiceError):
    """The user may not do this."""
