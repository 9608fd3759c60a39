"""What `docker compose up` is told: five services that say how they are, and no secret in a file."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

COMPOSE = (settings.BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
EXAMPLE = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "EMAIL_URL")


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_each_service_says_how_it_is(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_program_starts_on_a_migrated_database(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }


def test_postgres_and_redis_are_of_the_versions_that_were_tested() -> None:
    assert (SERVICES["postgres"]["image"], SERVICES["redis"]["image"]) == ("postgres:16", "redis:7")


def test_only_migrating_knows_the_owner_of_the_tables() -> None:
    knowing = {name: one["environment"] for name, one in SERVICES.items() if "environment" in one}
    named = "DATABASE_OWNER_URL"
    owners = {name: about[named] for name, about in knowing.items() if named in about}
    assert {name: url.partition(":$")[0] for name, url in owners.items()} == {"migrate": "postgres://ducha"}
    for name in ("web", "worker", "beat", "migrate"):
        assert knowing[name]["DATABASE_URL"].startswith("postgres://ducha_app:$")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_required_and_stands_in_no_file(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}\b(?!_)([^}}]*)\}}", COMPOSE)
    assert uses
    assert all(use.startswith(":?") for use in uses)
    assert re.search(rf"^{name}=$", EXAMPLE, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_the_former_key_is_handed_on(name: str) -> None:
    """H12: with a new SECRET_KEY alone all addresses of channels are unreadable."""
    assert SERVICES[name]["environment"]["SECRET_KEY_FALLBACKS"] == "${SECRET_KEY_FALLBACKS:-}"
    assert re.search(r"^SECRET_KEY_FALLBACKS=$", EXAMPLE, flags=re.MULTILINE)


def test_the_example_names_every_setting_that_the_services_take() -> None:
    taken = set(re.findall(r"\$\{(\w+)", COMPOSE))
    named = set(re.findall(r"^(\w+)=", EXAMPLE, flags=re.MULTILINE))
    assert taken == named


def test_the_image_is_not_run_by_root_and_copies_what_there_is() -> None:
    lines = (settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] != "root"
    ours = [line.split()[1:-1] for line in lines if re.match("COPY (?!--from=)", line)]
    sources = [word for words in ours for word in words]
    let_in = (settings.BASE_DIR / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for source in sources:
        assert Path(settings.BASE_DIR, source).exists()
        assert f"!{source}" in let_in


def test_the_image_has_every_package_but_the_demo() -> None:
    copied = re.findall(
        r"^COPY (\w+) \./\w+$", (settings.BASE_DIR / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    packages = {path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py")}
    ours = packages - {"tests", "bench", "demo", "scripts"}
    assert ours <= set(copied)
