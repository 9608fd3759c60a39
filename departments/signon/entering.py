"""The last step of every way in that is not the log-in form: the lock, the session, and where to go."""

import logging

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import ServiceError
from departments.models.users import User
from departments.signon.lock import is_locked
from departments.signon.pages import page
from departments.signon.second_factor.gate import Owed, set_owed
from departments.signon.services.linking import Stranger, account_of, link_account

logger = logging.getLogger(__name__)
BACKEND = "departments.signon.backends.SignOnBackend"
WAY = "signed_on_by"  # key of a session: the issuer that vouched
LINKS = "admin:signon_signonlink_changelist"


def may_enter(user: object) -> bool:
    """Whether the user has anything to do here: an account that works, with a role."""
    return isinstance(user, User) and user.is_active and bool(user.roles)


def enter(
    request: HttpRequest, *, stranger: Stranger, way: str, next_address: str, two_factors: bool = False
) -> HttpResponse:
    """Let the person in whom the other side has just vouched for, or say why not and whom to ask.

    `two_factors`: the other side has asked for a second one itself.
    """
    try:
        user = account_of(stranger=stranger, way=way)
    except ServiceError as error:
        logger.warning("%s by %s was not let in: %s", stranger.uid, stranger.issuer, error.code)
        return refusal(request, str(error))
    if not user.is_active:
        return refusal(request, f"账号“{user.username}”已停用，请联系安全管理员（没有的，联系督查室）。")
    if is_locked(request, user):
        return HttpResponse(status=429)  # the lock's own page takes its place
    if not may_enter(user):
        logger.info("%s by %s has no role yet", user.username, stranger.issuer)
        return refusal(
            request,
            f"您已通过“{way}”登录，账号是“{user.username}”，但还没有分配角色。请将用户名告知安全管理员"
            "（没有的，联系督查室），分配单位和角色后再登录。",
            title="还没有角色",
        )
    login(request, user, backend=BACKEND)
    request.session[WAY] = stranger.issuer
    if two_factors:
        set_owed(request.session, Owed.NOTHING)
    return HttpResponseRedirect(_safe(request, next_address) or reverse("admin:index"))


def link_here(request: HttpRequest, *, user: User, stranger: Stranger, way: str) -> HttpResponse:
    """Link the person whom the other side has just vouched for with the account that is logged in."""
    try:
        link_account(actor=user, user=user, stranger=stranger, way=way, proved=True)
    except ServiceError as error:
        return refusal(request, str(error), title="没有关联")
    return HttpResponseRedirect(reverse(LINKS))


def refusal(request: HttpRequest, words: str, *, title: str = "不能登录", status: int = 403) -> HttpResponse:
    """A page that says why, and what to do; it leads back to the log-in page."""
    return page(request, "signon/refused.html", title, status=status, words=words)


def _safe(request: HttpRequest, address: str) -> str:
    own = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, own, require_https=request.is_secure()) else ""
