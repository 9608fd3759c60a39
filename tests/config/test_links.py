"""Every address that a page offers answers: followed from the first page on as each role, with actions."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from departments.models.users import ADMINISTRATORS, BUSINESS, UserRole
from tests.admin import as_user
from tests.config.routes import TwoDepartments
from tests.conftest import World
from tests.world import LEDGER

pytestmark = [pytest.mark.long, pytest.mark.django_db]

ALIKE = 2  # pages of one kind, with one kind of question, that are followed
MOST = 900
NOT_FOLLOWED = ("/static/", "/api/", "/calendar/", "/logout/")
TURNS = 8  # redirects in a row


class Links(HTMLParser):
    """The addresses that a page offers, and where its forms that ask (and do not change) go."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href"):
            self.found.append(values["href"])
        elif tag == "form" and values.get("action") and values.get("method", "get").lower() == "get":
            self.found.append(values["action"])


def offered(here: str, html: str) -> list[str]:
    reader = Links()
    reader.feed(html)
    parts = (urlsplit(urljoin(here, link)) for link in reader.found if not link.startswith("#"))
    return [
        f"{part.path}{'?' + part.query if part.query else ''}"
        for part in parts
        if part.scheme in ("", "http", "https") and part.netloc in ("", "testserver")
    ]


def kind_of(address: str) -> tuple[str, str]:
    """Pages that differ by a number only, and questions by their values only, are of one kind."""
    part = urlsplit(address)
    names = sorted({pair.split("=")[0] for pair in part.query.split("&") if pair})
    return re.sub(r"\d+", "N", part.path), "&".join(names)


def follow(client: Client, address: str) -> tuple[str, str]:
    """What is wrong with an address ("" if nothing), and the page that it ends at."""
    seen: list[str] = []
    for _ in range(TURNS):
        if address in seen:
            return f"goes in a circle: {' → '.join([*seen, address])}", ""
        seen.append(address)
        response = client.get(address)
        if response.status_code in (301, 302, 303):
            address = urljoin(address, response["Location"])
            continue
        if response.status_code != 200:
            return f"answers {response.status_code}", ""
        is_page = "text/html" in response.get("Content-Type", "") and not response.streaming
        return "", response.content.decode() if is_page else ""
    return f"is led on {TURNS} times", ""


def crawl(client: Client, start: str = "/") -> tuple[list[str], Counter[tuple[str, str]]]:
    wrong: list[str] = []
    kinds: Counter[tuple[str, str]] = Counter()
    todo, known = deque([(start, "")]), {start}
    while todo and len(known) < MOST:
        address, origin = todo.popleft()
        fault, html = follow(client, address)
        if fault:
            wrong.append(f"{address} (offered by {origin}) {fault}")
        for link in offered(address, html):
            if link in known or link.startswith(NOT_FOLLOWED) or kinds[kind_of(link)] >= ALIKE:
                continue
            known.add(link)
            kinds[kind_of(link)] += 1
            todo.append((link, address))
    return wrong, kinds


@pytest.mark.parametrize("role", [*BUSINESS, *ADMINISTRATORS])
def test_every_address_that_a_page_offers_answers(two: TwoDepartments, world: World, role: UserRole) -> None:
    world.document(**{**LEDGER, "title": "待校核的方案", "number": "云政发〔2026〕9号"}, confirmed=False)
    wrong, kinds = crawl(as_user(getattr(world, role.value)))
    assert wrong == [], "\n".join(wrong)
    assert len(kinds) > (15 if role in ADMINISTRATORS else 40)
