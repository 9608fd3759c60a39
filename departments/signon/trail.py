"""What is done to an account's ways in stands in the account's history."""

from departments.models.users import User


def write_trail(*, user: User, reason: str) -> None:
    """Add a version to the history of the account that says what was done; who and when it knows itself."""
    user._change_reason = reason[:100]  # type: ignore[attr-defined]  # read by simple_history
    user.save(update_fields=["is_active"])
    del user._change_reason  # type: ignore[attr-defined]
