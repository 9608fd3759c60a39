"""What a password must be: `AUTH_PASSWORD_VALIDATORS` names these.

GB/T 22239-2019 8.1.4.1 a) asks for passwords that are complex and changed from time to time; how complex is
our own choice: 12 characters, or 8 of three kinds, and never digits only.
"""

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from departments.models.users import User

_LONG, _SHORT, _KINDS = 12, 8, 3


def kinds_of(password: str) -> int:
    """How many of four kinds of characters occur: small and capital letters, digits, all others."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not (sign.isalnum() and sign.isascii()))
    return sum(any(kind(sign) for sign in password) for kind in kinds)


class LongOrMixed:
    """At least 12 characters, or 8 of three kinds; never digits only."""

    words = (
        f"密码至少{_LONG}位；或者至少{_SHORT}位，且包含大写字母、小写字母、数字、符号中的三种。不能全是数字。"
    )

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` with the rule in words."""
        long = len(password) >= _LONG or (len(password) >= _SHORT and kinds_of(password) >= _KINDS)
        if not long or all(sign.isdigit() for sign in password):
            raise ValidationError(self.words, code="password_too_weak")

    def get_help_text(self) -> str:
        """The rule, beside the field."""
        return self.words


class NotUsedBefore:
    """None of the last few passwords, nor the present one."""

    def __init__(self, kept: int = 5) -> None:
        self.kept = kept

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` if the user has had the password."""
        if user is None or user.pk is None:
            return
        past = user.past_passwords.values_list("password", flat=True)[: self.kept - 1]
        if any(check_password(password, had) for had in (user.password, *past)):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        """The rule, beside the field."""
        return f"不能与最近{self.kept}次用过的密码相同。"
