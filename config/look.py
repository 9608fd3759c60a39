"""The admin's look: django-unfold in Chinese."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "督查台账",
    "SITE_HEADER": "督查台账",
    "SITE_SYMBOL": "fact_check",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
}
