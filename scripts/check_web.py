"""The health check of the web service: asks /healthz on this machine, exit code 0 when it answers."""

import os
import sys
import urllib.error
import urllib.request


def healthy(port: str, allowed_hosts: str) -> bool:
    """Whether /healthz answers 200; the request names a host that the installation accepts."""
    host = allowed_hosts.split(",")[0].strip().lstrip(".*") or "localhost"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(not healthy(os.environ.get("PORT") or "8000", os.environ.get("ALLOWED_HOSTS", "")))
