"""What every answer tells the browser: what may run, what is kept, by which way it is asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.admin import as_user
from tests.config.test_settings import REAL
from tests.conftest import World
from tests.test_docs import ROOT

SECURED = REAL | {
    "SECRET_KEY": "Zx8-qP2_vL6.tR4~mW9+hK3=bN7/dF5!cJ1*gS0(yA)uE:oI;pT",
    "BEHIND_TLS_PROXY": "true",
}


def _run(tmp_path: Path, *command: str, **more: str) -> str:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | SECURED | more
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.stdout + ran.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/login/", "/", "/api/v1/assignments/", "/api/v1/nothing/", "/nothing/"])
def test_every_answer_bears_them(address: str) -> None:
    answer = Client().get(address)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert (policy["default-src"], policy["object-src"]) == ("'self'", "'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


def test_no_browser_and_no_proxy_keeps_what_somebody_reads(world: World) -> None:
    world.dispatched()
    client = as_user(world.filer)
    for address in ("/", "/ledger/", "/work/assignment/", "/api/v1/assignments/", "/guide/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"], address
        assert "private" in answer["Cache-Control"], address


def test_no_script_of_ours_makes_code_of_text() -> None:
    scripts = [path for path in ROOT.glob("*/**/static/**/*.js") if ".venv" not in path.parts]
    assert len(scripts) > 20
    for path in scripts:
        assert not re.search(r"\beval\(|new Function\(", path.read_text(encoding="utf-8")), path


def test_cookies_are_of_this_host_and_https_alone(tmp_path: Path) -> None:
    show = (
        "from config import settings as s; from django.conf import global_settings as g;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " g.SESSION_COOKIE_HTTPONLY, g.SESSION_COOKIE_SAMESITE, g.SESSION_COOKIE_PATH, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS)"
    )
    shown = _run(tmp_path, "-c", show).split()
    assert shown == ["__Host-sessionid", "__Host-csrftoken", *["True"] * 3, "Lax", "/", "True", "31536000"]
    plainly = "from config import settings as s; print(hasattr(s, 'SESSION_COOKIE_NAME'))"
    assert _run(tmp_path, "-c", plainly, HTTPS_ONLY="false").split() == ["False"]


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    shown = _run(tmp_path, "manage.py", "check", "--deploy", "--tag", "security")
    assert "no issues" in shown, shown
