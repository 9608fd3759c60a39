"""On a real Redis: a task that one process sends waits for another, and the cache is shared."""

import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.core.cache import cache

from config.celery import app

pytestmark = pytest.mark.redis


@pytest.fixture
def server() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


@pytest.fixture
def name(server: redis.Redis) -> Iterator[str]:
    """A name of this test's own; whatever carries it is removed afterwards."""
    name = f"test-{time.time_ns()}"
    yield name
    for key in server.scan_iter(f"*{name}*"):
        server.delete(key)


def test_a_task_waits_in_redis_until_a_worker_takes_it(server: redis.Redis, name: str) -> None:
    app.send_task("tracker.reminders.tasks.remind", ["2026-06-30"], queue=name)
    assert server.llen(name) == 1
    with app.connection_for_read() as broker:
        queue = broker.SimpleQueue(name)
        message = queue.get(timeout=5)
        assert message.headers["task"] == "tracker.reminders.tasks.remind"
        assert message.payload[0] == ["2026-06-30"]
        message.ack()
        queue.close()
    assert server.llen(name) == 0


def test_the_cache_is_shared_and_of_two_who_add_one_wins(name: str) -> None:
    assert cache.add(name, "first", timeout=30)
    assert not cache.add(name, "second", timeout=30)
    assert cache.get(name) == "first"
