"""Real servers on the loopback for the tests of signing on: an OpenID provider and a CAS server."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

import flask
import oidc_provider_mock
import requests
from django.test import Client
from werkzeug.serving import make_server

ISSUED = "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7"


@dataclass
class OpenIdProvider:
    """The provider of the package `oidc-provider-mock`, which signs its tokens; here it holds to PKCE, too.

    `tamper` gets the text of each ID token and says what is sent in its place.
    """

    issuer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    tamper: Callable[[str], str] = lambda token: token

    def returns(self, address: str, person: str) -> str:
        """Where the provider sends the browser back to, once the person has logged in at that address."""
        answer = requests.post(address, data={"sub": person}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])


def _holds_to_pkce(app: flask.Flask, provider: OpenIdProvider) -> None:
    challenges: dict[str, str] = {}

    @app.before_request
    def look() -> Any:
        if flask.request.path == "/favicon.ico":
            return "", 204
        given = flask.request.values.to_dict()
        if flask.request.path == "/oauth2/authorize":
            provider.asked.append(given)
            flask.g.challenge = given.get("code_challenge", "")
        if flask.request.path == "/oauth2/token":
            digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
            if challenges.get(given["code"]) != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
                return flask.jsonify(error="invalid_grant"), 400
        return None

    @app.after_request
    def change(response: flask.Response) -> flask.Response:
        if flask.request.path == "/oauth2/authorize" and response.status_code == 302:
            [code] = parse_qs(urlsplit(response.headers["Location"]).query)["code"]
            challenges[code] = flask.g.challenge
        if response.mimetype == "text/html":  # its pages take a style sheet from the internet
            response.set_data(re.sub(r"<link[^>]*>", "", response.get_data(as_text=True)))
        if flask.request.path == "/oauth2/token" and response.status_code == 200:
            told = response.get_json()
            response.set_data(json.dumps(told | {"id_token": provider.tamper(told["id_token"])}))
        return response


@contextmanager
def openid_provider(people: dict[str, dict[str, Any]]) -> Iterator[OpenIdProvider]:
    """The provider on a free port; `people` has the claims of each `sub`."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people.items()]
    provider = OpenIdProvider()
    app = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    _holds_to_pkce(app, provider)
    server = make_server("localhost", 0, app, threaded=True)
    provider.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def back_at(client: Client, address: str) -> Any:
    """The browser follows the provider's way back to us."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


@dataclass
class CasServer:
    """A CAS server of protocol 3: /login gives a ticket for a service, which it confirms once."""

    url: str = ""
    person: str = "zhangsan"
    attributes: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, tuple[str, str]] = field(default_factory=dict)
    logged_out_to: list[str] = field(default_factory=list)
    broken: bool = False

    def returns(self, address: str) -> str:
        """Where the browser is sent back to, once the person has logged in at that address."""
        answer = requests.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])


_SUCCESS = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>
<cas:user>{user}</cas:user><cas:attributes>{attributes}</cas:attributes>
</cas:authenticationSuccess></cas:serviceResponse>"""
_FAILURE = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
<cas:authenticationFailure code="INVALID_TICKET">unknown</cas:authenticationFailure></cas:serviceResponse>"""


@contextmanager
def cas_server() -> Iterator[CasServer]:
    """The server on a free port."""
    server = CasServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if server.broken:
                self._say(500, "out of order")
            elif parts.path == "/cas/login":
                ticket = f"{ISSUED}-{len(server.tickets)}"
                server.tickets[ticket] = (asked["service"], server.person)
                self._say(302, "", f"{asked['service']}?{urlencode({'ticket': ticket})}")
            elif parts.path == "/cas/p3/serviceValidate":
                service, person = server.tickets.get(asked.get("ticket", ""), ("", ""))
                server.tickets[asked.get("ticket", "")] = ("", "")  # once
                told = "".join(
                    f"<cas:{name}>{escape(value)}</cas:{name}>" for name, value in server.attributes.items()
                )
                right = bool(person) and service == asked["service"]
                self._say(200, _SUCCESS.format(user=escape(person), attributes=told) if right else _FAILURE)
            elif parts.path == "/cas/logout":
                server.logged_out_to.append(asked.get("service", ""))
                self._say(200, "logged out")
            else:
                self._say(404, "")

        def _say(self, status: int, text: str, location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}/cas/"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
