"""The queue of files: what is put in comes out once, in order, and never half."""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue
from kombu.transport import virtual

from config.file_queue import Transport


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # kombu remembers for the whole process which queues are bound; each folder starts with none.
    monkeypatch.setattr(Transport, "global_state", virtual.BrokerState())
    (tmp_path / "control").mkdir()
    return tmp_path


def _connection(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.01,
    }
    return Connection(transport="config.file_queue:Transport", transport_options=options)


def _take_all(queue: SimpleQueue) -> list[Any]:
    taken: list[Any] = []
    while True:
        try:
            message = queue.get(timeout=0.3)
        except Empty:
            return taken
        taken.append(message.payload)
        message.ack()


def test_messages_come_out_once_in_the_order_they_were_put_in(folder: Path) -> None:
    with _connection(folder) as sender:
        queue = sender.SimpleQueue("work")
        for number in range(20):
            queue.put(number)
        queue.close()
    with _connection(folder) as recipient:
        queue = recipient.SimpleQueue("work")
        assert _take_all(queue) == list(range(20))
        queue.close()
    assert list(folder.glob("*.msg")) == []
    assert list(folder.glob(".*")) == []


def test_two_receivers_share_the_messages_and_none_is_taken_twice(folder: Path) -> None:
    taken: list[list[int]] = [[], []]

    def receive(place: int) -> None:
        with _connection(folder) as recipient:
            queue = recipient.SimpleQueue("work")
            taken[place] = _take_all(queue)
            queue.close()

    with _connection(folder) as sender:
        queue = sender.SimpleQueue("work")
        threads = [threading.Thread(target=receive, args=(place,)) for place in (0, 1)]
        for thread in threads:
            thread.start()
        for number in range(300):
            queue.put(number)
        for thread in threads:
            thread.join(timeout=30)
        queue.close()
    assert sorted(taken[0] + taken[1]) == list(range(300))


def test_a_message_that_is_still_being_written_is_not_looked_at(folder: Path) -> None:
    # What a sender leaves that was killed while writing.
    (folder / ".00000000000000000001_half.work.msg").write_text('{"body": "ha', encoding="utf-8")
    with _connection(folder) as connection:
        queue = connection.SimpleQueue("work")
        queue.put("whole")
        assert _take_all(queue) == ["whole"]
        queue.close()
