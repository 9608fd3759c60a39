"""The queue of the embedded default: one file for each message, in a folder.

kombu's own transport writes a message in place, so a worker that looks at the wrong moment takes half a
message and dies of it; and it takes messages by way of the system's folder for temporary files. Here a
message appears and is taken by renaming, which the file system does whole or not at all.

A message is gone once a worker holds it. That is enough for tasks that only say "look now": what must be
done stands in the database, and the timetable asks again.
"""

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """kombu's folder of messages, with renames."""

    # The stubs name this argument in two ways.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # Names sort by time, also across a restart of the machine.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(draft.with_name(name))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(Path(self.data_folder_in).glob("[0-9]*.msg")):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = path.with_name(f".taken-{path.name}")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return payload
        raise Empty


class Transport(filesystem.Transport):
    """Named in settings as the broker's transport."""

    Channel = Channel
