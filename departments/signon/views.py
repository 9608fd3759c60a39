"""The addresses of signing on by a provider or a CAS server: there, and back."""

import logging
import time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from departments.models.users import User
from departments.signon import cas, oidc
from departments.signon.entering import enter, link_here, refusal
from departments.signon.ways import OidcProvider

logger = logging.getLogger(__name__)
_BEGUN, _LASTS = "cas_begun", 600  # key of a session; seconds
_NOT_BEGUN = "这次登录已过期，或者不是从本系统的登录页开始的。请返回重新登录。"


def _down(request: HttpRequest, name: str, error: Exception) -> HttpResponse:
    logger.warning("%s does not work: %s: %s", name, type(error).__name__, error)
    words = f"“{name}”暂时不能使用，请稍后再试；有本系统密码的，可以用用户名和密码登录。"
    return refusal(request, words, status=502)


def _provider(key: str) -> OidcProvider:
    found = next((one for one in settings.OIDC_PROVIDERS if one.key == key), None)
    if found is None:
        raise Http404("没有这种登录方式。")
    return found


def _to_link(request: HttpRequest) -> int | None:
    """The id of who is logged in, where the form asks for a link."""
    return request.user.pk if request.POST.get("link") and isinstance(request.user, User) else None


@require_POST
@never_cache
def oidc_begin(request: HttpRequest, name: str) -> HttpResponse:
    """To the provider's log-in page."""
    way = _provider(name)
    try:
        to = request.POST.get("next", "")
        return oidc.begin(request, way, next_address=to, user_id=_to_link(request))
    except oidc.Failures as error:
        return _down(request, way.name, error)


@require_GET
@never_cache
def oidc_callback(request: HttpRequest, name: str) -> HttpResponse:
    """Back from the provider: let in or linked, or told why not."""
    way = _provider(name)
    state = oidc.asked_by(request, way)
    if state is None:
        return refusal(request, _NOT_BEGUN, status=400)
    if "code" not in request.GET:
        logger.info("%s refused: %s", way.issuer, request.GET.get("error", "")[:80])
        return refusal(request, f"“{way.name}”没有完成登录，请返回重试。")
    try:
        stranger, two_factors = oidc.answer_of(request, way, state)
    except oidc.Failures as error:
        return _down(request, way.name, error)
    if state["process"] == "connect":
        if request.user.pk != state["user_id"] or not isinstance(request.user, User):
            return refusal(request, _NOT_BEGUN, status=400)
        return link_here(request, user=request.user, stranger=stranger, way=way.name)
    to = str(state.get("next") or "")
    return enter(request, stranger=stranger, way=way.name, next_address=to, two_factors=two_factors)


def _no_cas() -> Http404:
    return Http404("没有这种登录方式。")


@require_POST
@never_cache
def cas_begin(request: HttpRequest) -> HttpResponse:
    """To the CAS server's log-in page; the session remembers that it was begun here."""
    if not settings.CAS_SERVER_URL:
        raise _no_cas()
    begun = {"at": time.time(), "next": request.POST.get("next", ""), "user_id": _to_link(request)}
    request.session[_BEGUN] = begun
    return HttpResponseRedirect(cas.client().get_login_url())


@require_GET
@never_cache
def cas_back(request: HttpRequest) -> HttpResponse:
    """Back from the CAS server with a ticket, which the server itself confirms."""
    if not settings.CAS_SERVER_URL:
        raise _no_cas()
    begun: dict[str, Any] | None = request.session.pop(_BEGUN, None)
    if begun is None or time.time() - begun["at"] > _LASTS:
        return refusal(request, _NOT_BEGUN, status=400)
    try:
        stranger = cas.holder_of(request.GET.get("ticket", ""))
    except cas.Failures as error:
        return _down(request, settings.CAS_NAME, error)
    if stranger is None:
        return refusal(request, f"“{settings.CAS_NAME}”没有确认您的登录，请返回重试。")
    if begun["user_id"]:
        if request.user.pk != begun["user_id"] or not isinstance(request.user, User):
            return refusal(request, _NOT_BEGUN, status=400)
        return link_here(request, user=request.user, stranger=stranger, way=settings.CAS_NAME)
    return enter(request, stranger=stranger, way=settings.CAS_NAME, next_address=begun["next"])
