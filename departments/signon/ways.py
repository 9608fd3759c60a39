"""The ways in beside a local password, as the environment names them: read by the settings.

Nothing of Django's models here: the settings read this before there are any.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LDAP, CAS = "ldap", "cas"  # what stands for the issuer with a link; an OpenID provider's is its address
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OpenID provider: `key` stands in addresses; `hosts` are those of its log-in page, if others."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    hosts: tuple[str, ...] = ()


def oidc_providers(single: dict[str, Any], more: list[dict[str, Any]]) -> list[OidcProvider]:
    """The providers of OIDC_ISSUER and its fellows, and of OIDC_PROVIDERS, in this order.

    Raises `ImproperlyConfigured` for one without an issuer, a client id or a name, for the same key or
    issuer twice, and for an issuer that is not asked by https (but on the machine itself).
    """
    given = [*([single] if single.get("issuer") else []), *more]
    found = [_provider(one) for one in given]
    for part in ("key", "issuer"):
        values = [getattr(one, part) for one in found]
        if len(set(values)) < len(values):
            raise ImproperlyConfigured(f"OIDC_PROVIDERS names the same {part} twice")
    return found


def _provider(given: dict[str, Any]) -> OidcProvider:
    known = OidcProvider.__dataclass_fields__
    if unknown := set(given) - set(known):
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS: {', '.join(sorted(unknown))} is not one of {', '.join(known)}"
        )
    if missing := [part for part in ("key", "name", "issuer", "client_id") if not given.get(part)]:
        raise ImproperlyConfigured(
            f"an OpenID provider needs {', '.join(missing)} (OIDC_ISSUER, OIDC_CLIENT_ID …)"
        )
    if not re.fullmatch(r"[a-z0-9-]{1,30}", given["key"]):
        raise ImproperlyConfigured("the key of an OpenID provider has small letters, digits and hyphens")
    if given["key"] in (LDAP, CAS):
        raise ImproperlyConfigured(f"an OpenID provider cannot have the key {given['key']}")
    require_tls("OIDC_ISSUER", given["issuer"])
    if len(given["issuer"]) > 200:
        raise ImproperlyConfigured("OIDC_ISSUER is longer than 200 characters")
    return OidcProvider(**{**given, "hosts": tuple(given.get("hosts", ()))})


def require_tls(setting: str, url: str) -> None:
    """Raise `ImproperlyConfigured` for an address that is neither https nor this machine's own."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ImproperlyConfigured(f"{setting} must begin with https://")


def form_targets(providers: list[OidcProvider], cas_server_url: str) -> list[str]:
    """The origins that a form of ours may lead to: those of the log-in pages, and no others."""
    addresses = [one.issuer for one in providers] + [host for one in providers for host in one.hosts]
    found = [urlsplit(address) for address in [*addresses, *([cas_server_url] if cas_server_url else [])]]
    return sorted({f"{parts.scheme}://{parts.netloc}" for parts in found})
