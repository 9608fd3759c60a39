"""What the log-in page and 外部账号 offer beside name and password."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from departments.signon.ways import CAS, LDAP


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it says and where its form goes; `issuer` is what stands with a link."""

    title: str
    address: str
    issuer: str


def ways_offered() -> list[Way]:
    """A way for each OpenID provider and for the CAS server, in the order of the settings."""
    ways = [
        Way(one.name, reverse("sign_on_oidc", args=[one.key]), one.issuer) for one in settings.OIDC_PROVIDERS
    ]
    if settings.CAS_SERVER_URL:
        ways.append(Way(settings.CAS_NAME, reverse("sign_on_cas_begin"), CAS))
    return ways


def directory_offered() -> str:
    """What the directory is called, where log-in by it is set up; else nothing."""
    return settings.LDAP_NAME if getattr(settings, "AUTH_LDAP_SERVER_URI", "") else ""


def issuers() -> list[tuple[str, str]]:
    """Every way that an account can be linked with: its issuer and what it is called."""
    directory = [(LDAP, directory_offered())] if directory_offered() else []
    return [*((way.issuer, way.title) for way in ways_offered()), *directory]
