"""The type of the rows of a queryset that is defined before its model.

A queryset names its rows by this variable, and the model that takes it as its manager fills it in: so the two
need no import of each other.
"""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model, covariant=True)
