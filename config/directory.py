"""The settings of log-in by a directory: imported only where LDAP_URI is set; the library is an extra."""

from typing import Any

import environ
import ldap
from django.core.exceptions import ImproperlyConfigured
from django_auth_ldap.config import LDAPSearch


def ldap_settings(env: environ.Env, name: str) -> dict[str, Any]:
    """What django-auth-ldap reads, of the environment; `name` is the attribute with the user name.

    A password goes over the network here: without TLS only where LDAP_STARTTLS=false says so. Raises
    `ImproperlyConfigured` without the place where people are looked for.
    """
    uri, base = env("LDAP_URI"), env("LDAP_USER_BASE", default="")
    if not base:
        raise ImproperlyConfigured("LDAP_URI needs LDAP_USER_BASE: where in the directory people are")
    wanted = env("LDAP_USER_FILTER", default="") or f"({name}=%(user)s)"
    seconds = env.int("LDAP_TIMEOUT", default=5)
    options: dict[int, Any] = {
        ldap.OPT_NETWORK_TIMEOUT: seconds,
        ldap.OPT_TIMEOUT: seconds,
        ldap.OPT_REFERRALS: 0,
        ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND,
    }
    if authority := env("LDAP_CA_FILE", default=""):
        options[ldap.OPT_X_TLS_CACERTFILE] = authority
    options[ldap.OPT_X_TLS_NEWCTX] = 0  # last: what stands before takes effect with it
    return {
        "AUTH_LDAP_SERVER_URI": uri,
        "AUTH_LDAP_BIND_DN": env("LDAP_BIND_DN", default=""),
        "AUTH_LDAP_BIND_PASSWORD": env("LDAP_BIND_PASSWORD", default=""),
        "AUTH_LDAP_START_TLS": uri.startswith("ldap://") and env.bool("LDAP_STARTTLS", default=True),
        "AUTH_LDAP_USER_SEARCH": LDAPSearch(base, ldap.SCOPE_SUBTREE, wanted),
        "AUTH_LDAP_CONNECTION_OPTIONS": options,
        "AUTH_LDAP_ALWAYS_UPDATE_USER": False,
    }
