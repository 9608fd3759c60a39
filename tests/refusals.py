"""How tests tell one refusal from another: by its code, never by its sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from common.errors import ServiceError


@contextmanager
def refused(code: str, *, match: str | None = None) -> Iterator[pytest.ExceptionInfo[ServiceError]]:
    """A service refuses with this code; `match` looks, beside, whether the sentence names what it should."""
    with pytest.raises(ServiceError, match=match) as caught:
        yield caught
    assert caught.value.code == code
