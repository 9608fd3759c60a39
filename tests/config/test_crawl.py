"""No kind of user finds another unit's row, count, name or file; the whole by `python -m bench.crawl`."""

import pytest

from tests.config.crawl import Crawl
from tests.config.routes import numbers_kept
from tests.conftest import World

pytestmark = [pytest.mark.long, pytest.mark.django_db]

EVERY = 40  # of the routes one in so many


def test_no_kind_of_user_finds_what_is_anothers(world: World) -> None:
    with numbers_kept():
        crawl = Crawl(world, every=EVERY)
        figures = crawl.run()
    assert figures.leaks == [], "\n".join(figures.lines())
    assert len(figures.requests) == 14
    assert figures.requests.total() > 1100
    # Not only refusals: each of those who work here got something, and each was refused something.
    for kind in crawl.kinds:
        answers = figures.answers[kind.name]
        assert answers[403] + answers[404] + answers[401] + answers[302] > 10, kind.name
        assert kind.user is None or answers[200] > 0, kind.name
