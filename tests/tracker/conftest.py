"""What the tests of channels share."""

from collections.abc import Iterator

import pytest

from tests.conftest import World
from tests.sinks import WebSink, web_sink
from tests.world import deadline, measure, unit


@pytest.fixture
def web() -> Iterator[WebSink]:
    with web_sink() as sink:
        yield sink


@pytest.fixture
def due(world: World) -> World:
    """省财政厅's filer and head have one date each to hear of on 30 June."""
    world.dispatched(
        measures=[measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    )
    return world
