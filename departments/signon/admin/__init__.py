"""Pages of one's own tokens, open sessions, links to accounts elsewhere and second factor."""

from departments.signon.admin import (  # noqa: F401  (Django finds the pages here)
    links,
    second_factor,
    sessions,
    strangers,
    tokens,
)
