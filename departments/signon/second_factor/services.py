"""Setting up a second factor, checking a code, and ending it.

The codes are allauth's (RFC 6238, six digits of half a minute; recovery codes of eight digits).
"""

import logging

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.db import transaction

from common.errors import ServiceError
from departments.models.users import User
from departments.signon.models import SecondFactor
from departments.signon.trail import write_trail

logger = logging.getLogger(__name__)
_WRONG = "验证码不正确或已用过，请输入验证器当前显示的6位数字。手机时间须准确。"


def new_secret() -> str:
    """A secret for an authenticator; it counts once a code made from it has come back."""
    return generate_totp_secret()


@transaction.atomic
def set_up(*, actor: User, secret: str, code: str) -> list[str]:
    """From now on the actor's log-ins ask for a code. Returns the recovery codes, which are shown once.

    Raises `ServiceError` for a code that does not come from that secret, and where there is one already.
    """
    user = User.objects.select_for_update().get(pk=actor.pk)
    if SecondFactor.objects.filter(user=user).exists():
        raise ServiceError("second_factor_there", "已设置第二重验证；更换手机的，请先停用，再重新设置。")
    if not validate_totp_code(secret, code):
        raise ServiceError("second_factor_wrong", _WRONG, field="code")
    factor = TOTP.activate(user, secret)
    factor.validate_code(code)  # it was used now
    factor.instance.record_usage()
    codes = RecoveryCodes.activate(user)
    write_trail(user=user, reason="设置第二重验证")
    logger.info("%s set up a second factor", user.username)
    return codes.get_unused_codes()


@transaction.atomic
def check_code(*, user: User, code: str) -> bool:
    """Whether the code is the authenticator's of now, or a recovery code; neither counts twice."""
    code = "".join(sign for sign in code if sign.isalnum())
    rows = {row.type: row for row in SecondFactor.objects.select_for_update().filter(user=user)}
    factor = rows.get(Authenticator.Type.TOTP)
    spare = rows.get(Authenticator.Type.RECOVERY_CODES)
    if factor is not None and TOTP(factor).validate_code(code):
        factor.record_usage()
        return True
    if spare is not None and RecoveryCodes(spare).validate_code(code):
        spare.record_usage()
        left = len(RecoveryCodes(SecondFactor.objects.get(pk=spare.pk)).get_unused_codes())
        write_trail(user=user, reason=f"用恢复码登录，还剩{left}个")
        return True
    return False


@transaction.atomic
def new_recovery_codes(*, actor: User, code: str) -> list[str]:
    """Ten new ones; those before are void. Raises `ServiceError` without a right code."""
    if not check_code(user=actor, code=code):
        raise ServiceError("second_factor_wrong", _WRONG, field="code")
    SecondFactor.objects.filter(user=actor, type=Authenticator.Type.RECOVERY_CODES).delete()
    write_trail(user=actor, reason="换新恢复码")
    return RecoveryCodes.activate(actor).get_unused_codes()


@transaction.atomic
def end_own(*, actor: User, code: str) -> None:
    """The actor's log-ins ask for no code any more.

    Raises `ServiceError` without a right code; whose role asks for a second factor sets up another one at
    the next log-in.
    """
    if not check_code(user=actor, code=code):
        raise ServiceError("second_factor_wrong", _WRONG, field="code")
    _end(actor)
    write_trail(user=actor, reason="停用第二重验证")
    logger.info("%s ended the own second factor", actor.username)


@transaction.atomic
def end_for(*, user: User, reason: str) -> None:
    """For who has lost the phone and the recovery codes; the person's open sessions end.

    Who may, and whether it takes two people, has been seen to (`departments.access`). Raises `ServiceError`
    where there is none.
    """
    if not SecondFactor.objects.filter(user=user).exists():
        raise ServiceError("second_factor_not_there", f"{user}没有设置第二重验证，或已解除。")
    _end(user)
    user.open_sessions.all().delete()
    write_trail(user=user, reason=f"安全管理员解除第二重验证：{reason}")
    logger.info("the second factor of %s is ended", user.username)


def _end(user: User) -> None:
    SecondFactor.objects.filter(user=user).delete()
