"""Passwords that the program makes."""

import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
_LENGTH = 12


def one_time_password() -> str:
    """A random password, to be shown once and changed at the first log-in."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
