"""Pages of sections and substitutions."""

from departments.inside.admin import sections, substitutions  # noqa: F401  (Django finds the pages here)
