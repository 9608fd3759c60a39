"""What the tests of every route share."""

from collections.abc import Iterator

import pytest

from tests.config.routes import TwoDepartments, numbers_kept
from tests.conftest import World


@pytest.fixture
def two(world: World) -> Iterator[TwoDepartments]:
    """A department that looks around, and another that it must learn nothing of."""
    with numbers_kept():
        yield TwoDepartments(world)
