"""Recipients of messages on this machine: a web server and a mail server that keep what they are sent."""

import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Taken:
    """One request that the web server has taken."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes = b""


@dataclass
class WebSink:
    """What was posted, and what is answered: (status, body).

    A body of text is sent as a web page. `slow` answers after so many seconds; `cut_off` announces more than
    it sends and ends the connection.
    """

    address: str = ""
    taken: list[Taken] = field(default_factory=list)
    answer: Callable[[Taken], tuple[int, dict[str, Any] | str]] = lambda taken: (
        200,
        {"code": 0, "errcode": 0},
    )
    location: str = ""  # sent along with a 302
    slow: float = 0
    cut_off: bool = False


@contextmanager
def web_sink() -> Iterator[WebSink]:
    """A web server on a free port of this machine."""
    sink = WebSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            taken = Taken(self.path, dict(self.headers), json.loads(raw), raw)
            sink.taken.append(taken)
            status, body = sink.answer(taken)
            time.sleep(sink.slow)
            said = (body if isinstance(body, str) else json.dumps(body)).encode()
            with suppress(ConnectionError):  # the sender has given up
                self.send_response(status)
                if sink.location:
                    self.send_header("Location", sink.location)
                if said:
                    page = isinstance(body, str)
                    self.send_header("Content-Type", "text/html" if page else "application/json")
                self.send_header("Content-Length", str(len(said) + 100 * sink.cut_off))
                self.end_headers()
                self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with _running(server):
        sink.address = f"127.0.0.1:{server.server_address[1]}"
        yield sink


@dataclass
class MailSink:
    """What was mailed; the next `refuse` mails, and those that `fails` says, are refused for the moment.

    `fails` gives "" (taken), "refused" (451) or "dropped" (the connection ends without an answer).
    """

    port: int = 0
    mails: list[str] = field(default_factory=list)
    refuse: int = 0
    fails: Callable[[], str] = lambda: ""


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """A mail server on a free port of this machine."""
    sink = MailSink()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            with suppress(ConnectionError):  # the sender is gone
                self.talk()

        def talk(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline():
                match line[:4].strip().upper():
                    case b"EHLO" | b"HELO":
                        self.say("250 sink")
                    case b"DATA":
                        self.say("354 go on")
                        mail = []
                        while (part := self.rfile.readline()) not in (b".\r\n", b""):
                            mail.append(part)
                        failure = sink.fails()
                        if not part or failure == "dropped":
                            return  # the sender is gone in the middle, or is left without an answer
                        if sink.refuse or failure:
                            sink.refuse = max(sink.refuse - 1, 0)
                            self.say("451 not now")
                        else:
                            sink.mails.append(b"".join(mail).decode())
                            self.say("250 taken")
                    case b"QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with _running(server):
        sink.port = server.server_address[1]
        yield sink


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
