"""What stands in a compiled query for the values that are not known while it is built."""

import sys
from collections.abc import Callable
from typing import Any, Self

from django.db.models import Expression, Field

_ARITHMETIC = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "divmod": "divmod()",
    "pow": "**",
    "matmul": "@",
    "lshift": "<<",
    "rshift": ">>",
    "and": "&",
    "or": "|",
    "xor": "^",
}
_REFUSED = {
    "__lt__": "<",
    "__le__": "<=",
    "__gt__": ">",
    "__ge__": ">=",
    "__contains__": "in",
    "__len__": "len()",
    "__getitem__": "[]",
    "__str__": "str()",
    "__format__": "format()",
    "__neg__": "-",
    "__pos__": "+",
    "__invert__": "~",
    "__abs__": "abs()",
    "__round__": "round()",
    **{f"__{name}__": sign for name, sign in _ARITHMETIC.items()},
    **{f"__r{name}__": sign for name, sign in _ARITHMETIC.items()},
}
_FIRST_ID = -(2**62)  # no row has an id from here on: these stand for the ids that an asking brings


class PlaceholderError(RuntimeError):
    """What builds a compiled query has looked at a value, which is another one the next time."""


class PlaceholderAttributeError(PlaceholderError, AttributeError):
    """The same for an attribute, so that `hasattr` answers no."""


def _refusal(placeholder: object, operation: str) -> str:
    name = vars(placeholder).get("value_name", "?")  # a copy in the making has none yet
    return (
        f"A compiled query looked at its placeholder {name!r} while it was built ({operation}). It is built "
        "once for all values and must not depend on one of them: bring what decides the statement as a Shape."
    )


def _refused(operation: str) -> Callable[..., Any]:
    def refuse(self: object, *args: object) -> Any:
        raise PlaceholderError(_refusal(self, operation))

    return refuse


def _asked_by_django() -> bool:
    """Whether Django itself compares, or asks whether there is an expression at all.

    It leaves out what it has put into a query already. No value decides that: two placeholders are the same
    where they stand for the same value, and what is not left out is only said twice.
    """
    return str(sys._getframe(2).f_globals.get("__name__")).partition(".")[0] == "django"


class _Unknown:
    """Refuses every question about the value. What cannot be refused in Python: `is`, and `isinstance`."""

    value_index: int
    value_name: str

    def __bool__(self) -> bool:
        if _asked_by_django():
            return True
        raise PlaceholderError(_refusal(self, "bool()"))

    def __eq__(self, other: object) -> bool:
        if _asked_by_django():
            return super().__eq__(other)
        raise PlaceholderError(_refusal(self, "=="))

    def __ne__(self, other: object) -> bool:
        if _asked_by_django():
            return super().__ne__(other)
        raise PlaceholderError(_refusal(self, "!="))

    def __hash__(self) -> int:
        if _asked_by_django():
            return super().__hash__()
        raise PlaceholderError(_refusal(self, "hash()"))

    def __repr__(self) -> str:
        return f"<placeholder {vars(self).get('value_name', '?')}>"

    def __getattr__(self, name: str) -> Any:
        raise PlaceholderAttributeError(_refusal(self, f"attribute {name!r}"))


for _method, _operation in _REFUSED.items():
    setattr(_Unknown, _method, _refused(_operation))


class Placeholder(_Unknown, Expression):
    """A value that each asking brings; it must stand where the database can tell its type.

    `value_index` counts all single values of an asking, `value_name` is what errors call it.
    """

    __int__ = __float__ = _refused("a number")

    def __init__(self, value_index: int, value_name: str) -> None:
        super().__init__(output_field=Field())
        self.value_index, self.value_name = value_index, value_name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A place among the parameters, marked by this very object."""
        return "%s", [self]


class PlaceholderId(_Unknown, int):
    """An id of a list. A whole number, since Django makes one of whatever it finds in a list of ids."""

    def __new__(cls, value_index: int, value_name: str) -> Self:
        """A number that no row has, and that tells its index also when Django has copied it."""
        made = super().__new__(cls, _FIRST_ID + value_index)
        made.value_index, made.value_name = value_index, value_name
        return made

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def index_of(param: Any) -> int | None:
    """Which single value stands at this place among the parameters; `None` for a constant."""
    if isinstance(param, _Unknown):
        return param.value_index
    return param - _FIRST_ID if isinstance(param, int) and _FIRST_ID <= param < _FIRST_ID // 2 else None
