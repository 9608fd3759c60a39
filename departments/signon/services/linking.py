"""Which account of ours belongs to somebody whom a provider, a directory or a CAS server vouches for."""

import logging
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.errors import NotAllowed, ServiceError
from departments.models.users import User
from departments.signon.keeping import keeps_sign_on
from departments.signon.models import SignOnLink
from departments.signon.trail import write_trail

logger = logging.getLogger(__name__)
_UID_LENGTH = SocialAccount._meta.get_field("uid").max_length or 0
_ASK = "请联系安全管理员（没有的，联系督查室）"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody as the other side knows him.

    `issuer` and `uid` say who it is: an OpenID provider's address and its `sub`; `ldap` or `cas` and the name
    there. All else is only for a new account, and tells nobody apart: neither a name nor a mail address.
    """

    issuer: str
    uid: str
    username: str
    display_name: str = ""
    email: str = ""


@transaction.atomic
def account_of(*, stranger: Stranger, way: str) -> User:
    """The account that is linked; a new one without a role for who comes for the first time.

    `way` is the provider's name in Chinese. Raises `ServiceError` for who is not known where
    `SIGN_ON_CREATES_ACCOUNTS` is off, and where the user name belongs to an account already: that may be
    somebody else's, so it is never entered by its name alone.
    """
    _require_identity(stranger)
    link = _link_of(stranger)
    if link is not None:
        link.save(update_fields=["last_login"])
        return link.user
    who = f"您在“{way}”中的标识是：{stranger.uid}。"
    if not settings.SIGN_ON_CREATES_ACCOUNTS:
        raise ServiceError("sign_on_unknown", f"您在本系统还没有账号。{_ASK}开通账号并关联。{who}")
    name = _username(stranger)
    if User.objects.filter(username__iexact=name).exists():
        raise ServiceError(
            "sign_on_name_taken",
            f"用户名“{name}”在本系统已有账号，但没有与“{way}”关联。账号是您本人的，请先用用户名和密码登录，"
            f"再到“设置 — 外部账号”中关联；不是或没有密码的，{_ASK}关联。{who}",
        )
    user = User(
        username=name, display_name=stranger.display_name[:30], email=stranger.email[:254], is_staff=True
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
            SignOnLink.objects.create(
                user=user, provider=stranger.issuer, uid=stranger.uid, extra_data={"way": way}
            )
    except IntegrityError:  # the same person at the same moment, as by two clicks
        raise ServiceError("sign_on_meanwhile", "账号刚刚建立，请返回重新登录。") from None
    write_trail(user=user, reason=f"首次从“{way}”登录，自动建立账号，没有角色")
    logger.info("account %s made at the first log-in by %s", name, stranger.issuer)
    return user


@transaction.atomic
def link_account(*, actor: User, user: User, stranger: Stranger, way: str, proved: bool) -> SignOnLink:
    """From now on that person enters this account.

    One links one's own account with whom the other side has just `proved` one to be; 安全管理员 types who it
    is for others, and never for the own account. Raises `NotAllowed`, and `ServiceError` where either side
    is linked already.
    """
    _require_identity(stranger)
    if not (actor.pk == user.pk if proved else actor.pk != user.pk and keeps_sign_on(actor)):
        raise NotAllowed("link_not_yours", "只能关联自己的账号；为他人关联须由安全管理员办理。")
    user = User.objects.select_for_update().get(pk=user.pk)
    taken = _link_of(stranger)
    if taken is not None:
        whose = "本账号" if taken.user_id == user.pk else "另一个账号"
        raise ServiceError(
            "sign_on_linked", f"“{way}”中的这个身份已与{whose}关联，不能重复关联。", field="uid"
        )
    if SignOnLink.objects.filter(provider=stranger.issuer, user=user).exists():
        raise ServiceError(
            "sign_on_linked_otherwise", f"这个账号已关联“{way}”中的另一个身份，请先解除。", field="uid"
        )
    link = SignOnLink.objects.create(
        user=user, provider=stranger.issuer, uid=stranger.uid, extra_data={"way": way}
    )
    write_trail(user=user, reason=f"关联“{way}”：{stranger.uid}")
    logger.info("%s linked %s to %s", actor, user.username, stranger.issuer)
    return link


@transaction.atomic
def unlink_account(*, actor: User, link: SignOnLink) -> None:
    """That person enters the account no longer.

    Raises `NotAllowed` for another one's, and `ServiceError` where one would shut oneself out.
    """
    user = User.objects.select_for_update().get(pk=link.user_id)
    if actor.pk != user.pk and not keeps_sign_on(actor):
        raise NotAllowed("link_not_yours", "只能解除自己账号的关联；为他人解除须由安全管理员办理。")
    others = SignOnLink.objects.filter(user=user).exclude(pk=link.pk)
    if actor.pk == user.pk and not user.has_usable_password() and not others.exists():
        raise ServiceError(
            "last_way_in", "这是您登录本系统的唯一方式，解除后将无法登录。请先由安全管理员设置密码。"
        )
    write_trail(user=user, reason=f"解除与“{link.way}”的关联：{link.uid}")
    logger.info("%s unlinked %s from %s", actor, user.username, link.provider)
    link.delete()


def _link_of(stranger: Stranger) -> SignOnLink | None:
    found = SignOnLink.objects.filter(provider=stranger.issuer, uid=stranger.uid)
    return found.select_related("user").first()


def _require_identity(stranger: Stranger) -> None:
    if not stranger.uid or len(stranger.uid) > _UID_LENGTH:
        raise ServiceError("sign_on_without_identity", "对方系统没有说明您是谁，不能登录，请联系其管理员。")


def _username(stranger: Stranger) -> str:
    """The name of a new account: as there, or what tells the person apart there, where that is no name."""
    for name in (stranger.username, stranger.uid):
        try:
            UnicodeUsernameValidator()(name)
        except ValidationError:
            continue
        if len(name) <= 150:
            return name
    raise ServiceError(
        "sign_on_without_name", f"对方系统给出的用户名不能用作本系统的用户名，{_ASK}建立账号并关联。"
    )
