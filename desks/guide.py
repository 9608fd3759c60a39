"""使用手册, served from `docs/guide` as pages of the program: with its pictures and no internet."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
PICTURES = FOLDER.parent / "images"
FIRST = "README"


def guide(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """One page of it."""
    page = _pages().get(name)
    if page is None:
        raise Http404("使用手册中没有这一页。")
    title, html = _rendered(page, page.stat().st_mtime)
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": title,
        "chapters": [
            (title_of(path), address(one), one == name) for one, path in _pages().items() if one != FIRST
        ],
        "html": mark_safe(html),  # noqa: S308  (of our own files, and markup in them is shown as text)
    }
    return TemplateResponse(request, "desks/guide.html", context)


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of it."""
    found = next((path for path in PICTURES.glob("*.png") if path.name == name), None)
    if found is None:
        raise Http404("没有这张图片。")
    return FileResponse(found.open("rb"), content_type="image/png")


def address(name: str, part: str = "") -> str:
    """Of a page, and of a heading on it."""
    own = reverse("admin:guide") if name == FIRST else reverse("admin:guide_page", args=[name])
    return f"{own}#{quote(part)}" if part else own


def _pages() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.glob("*.md"))}


def title_of(path: Path) -> str:
    """The first heading."""
    return path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


@lru_cache(maxsize=32)
def _rendered(path: Path, changed: float) -> tuple[str, str]:
    """Title and HTML, anew when the file has changed."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    _lead(tokens)
    return title_of(path), reader.renderer.render(tokens[3:], reader.options, {})  # the page shows its title


def _lead(tokens: Sequence[Token]) -> None:
    """Give headings a name, and lead links and pictures to their addresses here."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            token.attrSet("id", heading_id(following.content))
        for child in token.children or ():
            if child.type == "image":
                name = str(child.attrs["src"]).rsplit("/", 1)[-1]
                child.attrSet("src", reverse("admin:guide_picture", args=[name]))
                child.attrSet("loading", "lazy")
            elif child.type == "link_open":
                target, _, part = unquote(str(child.attrs["href"])).partition("#")
                if target.endswith(".md") and "/" not in target:
                    child.attrSet("href", address(target.removesuffix(".md"), part))


def heading_id(text: str) -> str:
    """The name of a heading in an address, as in the links between the files."""
    return re.sub(r"[^\w-]", "", text.strip().lower().replace(" ", "-"))
