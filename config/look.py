"""The admin's look: django-unfold in Chinese, every file from our own server."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def stylesheet(request: HttpRequest) -> str:
    """Our own style sheet."""
    return static("common/common.css")


def tracker_stylesheet(request: HttpRequest) -> str:
    """The style sheet of the working cycle."""
    return static("work/work.css")


def desk_stylesheet(request: HttpRequest) -> str:
    """The style sheet of the desks, the tree of a document and its timeline."""
    return static("desks/desk.css")


def script(request: HttpRequest) -> str:
    """Our own script."""
    return static("common/common.js")


def keeping(request: HttpRequest) -> str:
    """What keeps the text of forms when a session ends."""
    return static("common/keep.js")


def favicon(request: HttpRequest) -> str:
    """The sign in the browser's tab."""
    return static("common/favicon.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "督查台账",
    "SITE_HEADER": "督查台账",
    "SITE_SYMBOL": "fact_check",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "THEME": "light",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": [stylesheet, tracker_stylesheet, desk_stylesheet],
    "SCRIPTS": [script, keeping],
    "DASHBOARD_CALLBACK": "desks.first_page.dashboard",
    "GLOBAL_CALLBACK": "desks.navigation.frame",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "desks.navigation.navigation",
    },
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .214 259.8)",
            "600": "oklch(48.8% .19 260)",
            "700": "oklch(44.5% .18 261)",
            "800": "oklch(39% .15 262)",
            "900": "oklch(35% .12 262)",
            "950": "oklch(28.2% .091 267.9)",
        }
    },
}
