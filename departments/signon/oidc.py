"""Talking to an OpenID provider: allauth's client, with what OpenID Connect Core asks for beyond it.

allauth makes the request with state and PKCE and fetches the tokens. Here, in addition: a nonce, the
signature of the ID token whatever way it came, the issuer that the provider says it is, and that the
provider's list of claims speaks of the same person.
"""

from typing import Any
from urllib.parse import urljoin

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string
from requests import RequestException

from departments.signon.services.linking import Stranger
from departments.signon.ways import OidcProvider

# Signed with the provider's own key: with a shared secret (HS256) whoever knows it could speak for it.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY = 60  # seconds: clocks differ
Failures = (OAuth2Error, RequestException, jwt.PyJWTError, KeyError, ValueError)


class Adapter(OpenIDConnectOAuth2Adapter):
    """Of one provider that the environment names: the database knows none."""

    def __init__(self, request: HttpRequest, way: OidcProvider) -> None:
        super().__init__(request, way.key)
        self.way = way

    def get_provider(self) -> "Provider":
        """The provider of this adapter."""
        return Provider(self.request, self.way)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Below `SITE_URL`, whatever host the browser has typed."""
        return urljoin(settings.SITE_URL, reverse("sign_on_oidc_callback", args=[self.way.key]))

    def claims(self, tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
        """What the provider says of the person, having checked that it says so, to us, and now.

        Raises one of `Failures`.
        """
        told = self.openid_config
        if told["issuer"] != self.way.issuer:
            raise OAuth2Error(f"the provider calls itself {told['issuer']}")
        token = tokens["id_token"]
        claims: dict[str, Any] = jwt.decode(
            token,
            self._key(token, told["jwks_uri"]),
            algorithms=_ALGORITHMS,
            audience=self.way.client_id,
            issuer=self.way.issuer,
            leeway=_LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
        if not constant_time_compare(str(claims["nonce"]), nonce):
            raise OAuth2Error("the ID token is not the answer to this request")
        if (
            isinstance(claims["aud"], list)
            and len(claims["aud"]) > 1
            and claims.get("azp") != self.way.client_id
        ):
            raise OAuth2Error("the ID token is for another client")
        if "preferred_username" not in claims and "userinfo_endpoint" in told:
            more = self._fetch_user_info(tokens["access_token"])
            if more.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo speaks of somebody else")
            claims = more | claims
        return claims

    def _key(self, token: str, address: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        wanted = jwt.get_unverified_header(token).get("kid")
        found = [key for key in keys if wanted is None or key.key_id == wanted]
        if len(found) != 1:
            raise OAuth2Error(f"the provider has no key {wanted}")
        return found[0]


class Provider(OpenIDConnectProvider):
    """Of one provider that the environment names."""

    def __init__(self, request: HttpRequest, way: OidcProvider) -> None:
        app = SocialApp(
            provider="openid_connect",
            provider_id=way.key,
            name=way.name,
            client_id=way.client_id,
            secret=way.client_secret,
            settings={"server_url": way.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "profile"]},
        )
        super().__init__(request, app=app)
        self.way = way

    def get_oauth2_adapter(self, request: HttpRequest) -> Adapter:
        """The adapter of this provider."""
        return Adapter(request, self.way)


def begin(request: HttpRequest, way: OidcProvider, *, next_address: str, user_id: int | None) -> HttpResponse:
    """The way to the provider's log-in page. `user_id`: who is to be linked. Raises one of `Failures`."""
    nonce = get_random_string(32)
    answer: HttpResponse = Provider(request, way).redirect(
        request,
        process="connect" if user_id else "login",
        next_url=next_address,
        auth_params={"nonce": nonce},
        nonce=nonce,
        user_id=user_id,
    )
    return answer


def asked_by(request: HttpRequest, way: OidcProvider) -> dict[str, Any] | None:
    """What this browser began with the provider, once; `None` for an answer that nobody here asked for."""
    state: dict[str, Any] | None = statekit.unstash_state(
        request, state_id=request.GET.get("state", ""), provider_id=way.key
    )
    return state


def answer_of(request: HttpRequest, way: OidcProvider, state: dict[str, Any]) -> tuple[Stranger, bool]:
    """Who has logged in there, and whether with more than one factor. Raises one of `Failures`."""
    if request.GET.get("iss", way.issuer) != way.issuer:  # RFC 9207
        raise OAuth2Error("the answer comes from another provider")
    adapter = Adapter(request, way)
    app = adapter.get_provider().app
    client = adapter.get_client(request, app)
    verifier = state["pkce_code_verifier"]
    tokens = adapter.get_access_token_data(request, app, client, pkce_code_verifier=verifier)
    claims = adapter.claims(tokens, state["nonce"])
    stranger = Stranger(
        issuer=way.issuer,
        uid=str(claims["sub"]),
        username=str(claims.get("preferred_username") or ""),
        display_name=str(claims.get("name") or ""),
        email=str(claims.get("email") or ""),
    )
    return stranger, "mfa" in (claims.get("amr") or ())
