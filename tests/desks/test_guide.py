"""使用手册 inside the program, and the line of help on a page that leads there."""

import re
from urllib.parse import unquote

import pytest

from desks.guide import FOLDER, heading_id
from desks.hints import HINTS
from tests.admin import as_user, text
from tests.conftest import World

pytestmark = pytest.mark.django_db


def test_every_page_of_the_guide_opens_and_its_links_and_pictures_lead_somewhere(world: World) -> None:
    client = as_user(world.filer)
    for path in FOLDER.glob("*.md"):
        address = "/guide/" if path.stem == "README" else f"/guide/{path.stem}/"
        html = text(client.get(address))
        article = html[html.index('<article class="dc-card dc-guide-text">') : html.index("</article>")]
        for link in set(re.findall(r'(?:href|src)="(/[^"#]*)', article)):
            assert client.get(link).status_code == 200, (address, link)
    assert client.get("/guide/没有/").status_code == 404
    assert client.get("/guide/images/..%2F..%2Fmanage.py").status_code == 404


def test_every_hint_leads_to_a_heading_that_is_there() -> None:
    for by_role in HINTS.values():
        for hint in by_role.values():
            lines = (FOLDER / f"{hint.page}.md").read_text(encoding="utf-8").splitlines()
            headings = {heading_id(line.lstrip("# ")) for line in lines if line.startswith("#")}
            assert not hint.part or hint.part in headings, hint
            assert unquote(hint.link).startswith(f"/guide/{hint.page}/")


def test_each_role_is_told_what_to_do_on_its_first_page(world: World) -> None:
    for user, words in ((world.supervisor, "Ctrl+K"), (world.filer, "先签收"), (world.leader, "红灯")):
        shown = as_user(user).get("/")
        assert words in shown.context["hint"].words
        assert shown.context["hint"].link in text(shown)
