"""What a test may need (its marks): of its machine, or of time. What happens where that is missing."""

import os
import shutil
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NEEDS = ("postgres", "redis", "browser", "font", "corpus", "ldap")
FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
# What must not be missing: REQUIRE=postgres,redis turns a skip for want of it into a failure. CI sets it.
REQUIRED = {name for name in os.environ.get("REQUIRE", "").split(",") if name}
# Tests marked `long`, and those in the browser, which take long as well: LONG=run runs them, LONG=skip none
# (`make test`). On CI each runs once: LONG=embedded those that ask for nothing but Python, LONG=servers those
# that ask for a server or the browser.
LONG = os.environ.get("LONG", "run")
LONG_VALUES = ("run", "skip", "embedded", "servers")
_SERVERS = ("postgres", "redis", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; what REQUIRE names ends the run instead."""
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    lacking = {
        "postgres": "" if on_postgres else "TEST_DATABASE_URL names no PostgreSQL",
        "redis": "" if settings.REDIS_URL else "TEST_REDIS_URL names no Redis",
        "browser": "" if shutil.which("chromium") else "no chromium on this machine",
        "ldap": "" if _has_ldap() else "no slapd (Debian's slapd), or no requirements-ldap.lock installed",
        "font": "" if FONT.is_file() else "no Noto Serif CJK (fonts-noto-cjk) on this machine",
        "corpus": "" if (SHARED / "corpus").is_dir() else "no ../shared/corpus beside the project",
    }
    if unknown := REQUIRED - set(NEEDS):
        raise pytest.UsageError(f"REQUIRE names {', '.join(sorted(unknown))}; known are {', '.join(NEEDS)}")
    if missing := [f"{name}: {lacking[name]}" for name in NEEDS if name in REQUIRED and lacking[name]]:
        raise pytest.UsageError(f"REQUIRE names what is missing here: {'; '.join(missing)}")
    if LONG not in LONG_VALUES:
        raise pytest.UsageError(f"LONG is {LONG}; known are {', '.join(LONG_VALUES)}")
    for item in items:
        if _is_left_out(item):
            item.add_marker(pytest.mark.skip(reason=f"long: LONG={LONG}"))
        for mark, reason in lacking.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"{mark}: {reason}"))


def _has_ldap() -> bool:
    return Path("/usr/sbin/slapd").is_file() and find_spec("django_auth_ldap") is not None


def _is_left_out(item: pytest.Item) -> bool:
    """Whether the test takes longer than this run has."""
    if LONG == "run" or not any(item.get_closest_marker(name) for name in ("long", "browser")):
        return False
    asks = any(item.get_closest_marker(name) for name in _SERVERS)
    return LONG == "skip" or asks == (LONG == "embedded")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many long tests were left out, so that nobody takes them for passed."""
    skipped = terminalreporter.stats.get("skipped", [])
    if left := sum("Skipped: long: " in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"{left} long tests were not run; .ci/run runs them.")


def _lacks(item: pytest.Item) -> bool:
    """Whether it was skipped above: left out as long, or for want of what nobody requires."""
    reasons = [str(mark.kwargs.get("reason", "")) for mark in item.iter_markers("skip")]
    return any(reason.partition(":")[0] in (*NEEDS, "long") for reason in reasons)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself for want of what REQUIRE names has failed."""
    report = yield
    needs = sorted(name for name in REQUIRED if item.get_closest_marker(name))
    if report.skipped and needs and not hasattr(report, "wasxfail") and not _lacks(item):
        report.outcome = "failed"
        report.longrepr = f"skipped, though REQUIRE names {', '.join(needs)}: {report.longrepr}"
    return report
