"""Every page of the admin, for every role."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.conftest import World

ENGLISH = re.compile(r"[A-Za-z][A-Za-z' ]{3,}")
# What stays as it is: names of file types, units and the accounts of the tests.
ALLOWED = re.compile(
    r"^(txt|docx|pdf|xlsx|html|supervisor|leader|filer|head|other|admin|example|test|crontab)$"
)


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def lists() -> list[str]:
    return sorted(
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry if model
    )


class Reader(HTMLParser):
    """Collects what a reader sees: text and the words of boxes and buttons, without scripts and icons."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "head") or "material-symbols" in values.get("class", ""):
            self.silent.append(tag)
        self.texts += [values[name] for name in ("placeholder", "title", "aria-label") if name in values]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def english(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    found = [word.strip() for text in reader.texts for word in ENGLISH.findall(text)]
    return sorted({word for word in found if not ALLOWED.match(word)})


@pytest.mark.parametrize("name", lists())
def test_every_list_opens_for_the_supervisor_and_speaks_chinese(world: World, name: str) -> None:
    world.dispatched()
    response = logged_in(world.supervisor).get(reverse(f"admin:{name}_changelist"))
    assert response.status_code == 200
    assert english(response.content.decode()) == []
