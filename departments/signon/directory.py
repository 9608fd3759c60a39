"""Log-in by the name and password of a directory (LDAP): imported only where LDAP_URI is set."""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_auth_ldap.backend import LDAPBackend

from common.errors import ServiceError
from departments.models.users import User
from departments.signon.services.linking import Stranger, account_of
from departments.signon.ways import LDAP

logger = logging.getLogger(__name__)


class _Prover(LDAPBackend):
    """Finds out who somebody is, and lets nobody in."""

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """Nobody's account: the library asks for one."""
        return User(username=username), False


class DirectoryBackend(LDAPBackend):
    """django-auth-ldap's own, by which nobody enters an account that is not linked.

    It comes after local passwords: those stay the way in while the directory is down, which is logged. An
    empty password, which many directories take for an anonymous log-in, is never sent.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        """The account of who is in the directory with that password; other credentials are not for this."""
        if not username or not password:
            return None
        found: User | None = super().authenticate(request, username=username, password=password)
        return found if found is not None and found.is_active else None

    def prove(self, request: HttpRequest, username: str, password: str) -> Stranger | None:
        """Who in the directory has that name and password; `None` for nobody, and while it is down."""
        found = _Prover().authenticate(request, username=username, password=password)
        return stranger_of(found.ldap_user) if found else None

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """The linked account, or a new one without a role."""
        stranger = stranger_of(ldap_user)
        try:
            return account_of(stranger=stranger, way=settings.LDAP_NAME), False
        except ServiceError as error:
            logger.warning("%s of the directory was not let in: %s", stranger.uid, error.code)
            if ldap_user._request is not None:
                ldap_user._request.sign_on_refusal = str(error)  # shown by the log-in form
            raise ldap_user.AuthenticationFailed(error.code) from error

    def get_user(self, user_id: int) -> User | None:
        """As for any other session: the directory is not asked at each request."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user: User, perm: str, obj: Any = None) -> bool:
        """Never: permissions come from roles."""
        return False

    def has_module_perms(self, user: User, app_label: str) -> bool:
        """Never: permissions come from roles."""
        return False

    def get_all_permissions(self, user: User, obj: Any = None) -> set[str]:
        """None: permissions come from roles."""
        return set()


def stranger_of(ldap_user: Any) -> Stranger:
    """The person as the directory itself writes the name, whatever way it was typed."""
    name = _first(ldap_user, settings.LDAP_NAME_ATTRIBUTE)
    return Stranger(
        issuer=LDAP,
        uid=name.casefold(),
        username=name,
        display_name=_first(ldap_user, settings.LDAP_DISPLAY_ATTRIBUTE),
        email=_first(ldap_user, "mail"),
    )


def _first(ldap_user: Any, attribute: str) -> str:
    values = ldap_user.attrs.get(attribute) or [""]
    return values[0] if isinstance(values[0], str) else ""
