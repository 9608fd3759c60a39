"""The side bar of every page, the tabs of its section, and the line that says where the page stands."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.template.response import TemplateResponse

from departments.models.users import User
from desks.hints import hint_for
from desks.places import Place, Section, cards_of, place_at, places_of
from desks.waiting import waiting

MOST = 999  # beside an entry


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar of the user: one entry for each section of which anything may be opened."""
    user = request.user
    if not isinstance(user, User):
        return []
    here, counts = place_at(user, request.path), waiting(request, user)
    sections: dict[str, tuple[Section, list[Place]]] = {}
    for section, place in places_of(user):
        sections.setdefault(section.title, (section, []))[1].append(place)
    items = [
        {
            "title": section.title,
            "icon": section.icon,
            "link": _first(places, counts).link,
            "active": here is not None and here[0] is section,
            **_badge(sum(counts.get(place.waits, 0) for place in places)),
        }
        for section, places in sections.values()
    ]
    return [{"title": "", "items": items}]


def _first(places: list[Place], counts: dict[str, int]) -> Place:
    """Where the entry leads: to its first page; where something waits on another only, to that."""
    return next((place for place in places if counts.get(place.waits)), places[0])


def _badge(count: int) -> dict[str, Any]:
    return {"badge": count if count <= MOST else f"{MOST}+", "badge_variant": "danger"} if count else {}


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page knows of where it stands: `here` (section and page) and `section_tabs`."""
    user = request.user
    if not isinstance(user, User) or (here := place_at(user, request.path)) is None:
        return {}
    section, place = here
    tabs = []
    if request.path == place.path and not section.cards:
        counts = waiting(request, user)
        tabs = [
            {
                "title": one.title,
                "link": one.link,
                "is_here": one is place,
                "count": counts.get(one.waits, 0),
            }
            for one in section.open_to(user)
        ]
    return {
        "here_section": {"title": section.title, "link": section.open_to(user)[0].link},
        "here_place": {"title": place.title, "link": place.link, "is_this": request.path == place.path},
        "hint": hint_for(user, place.name) if request.path == place.path else None,
        "section_tabs": tabs if len(tabs) > 1 else [],
    }


def settings_page(request: HttpRequest) -> HttpResponse:
    """设置: a card for each page that the user may open there, by what it is about."""
    user = cast(User, request.user)
    context = {
        **cast(Any, admin.site).each_context(request),
        "title": "设置",
        "groups": cards_of(user),
    }
    return TemplateResponse(request, "desks/settings.html", context)
