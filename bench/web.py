"""The two web servers that are compared: the program's and the floor's, under the same gunicorn."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.servers import ROOT, free_port

# As docker-compose.yml starts the web server.
GUNICORN = ["--worker-class=gthread", "--threads=4", "--keep-alive=75", "--log-level=warning"]


@dataclass(slots=True)
class Server:
    """A running server; `ask` keeps its connection, as a browser does."""

    port: int
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def ask(
        self, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Status and body of a GET, or of a POST where there is a body."""
        sent = {"Host": "127.0.0.1", **(headers or {})}
        try:
            self.connection.request("GET" if body is None else "POST", path, body=body, headers=sent)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # The server closes a connection that was idle: a browser asks again.
            self.connection.close()
            self.connection.request("GET" if body is None else "POST", path, body=body, headers=sent)
            answer = self.connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def served(module: str, *, workers: int, probe: str, **environment: str) -> Generator[Server, None, None]:
    """Start `module` under gunicorn on a free port, and stop it in the end."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            module,
            f"--bind=127.0.0.1:{port}",
            f"--workers={workers}",
            *GUNICORN,
        ],
        cwd=ROOT,
        env=os.environ | {"LOG_LEVEL": "WARNING"} | environment,
    )
    server = Server(port)
    try:
        for _ in range(240):
            try:
                if server.ask(probe)[0] < 500:
                    break
            except OSError:
                server.connection.close()
            time.sleep(0.5)
        yield server
    finally:
        server.connection.close()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
