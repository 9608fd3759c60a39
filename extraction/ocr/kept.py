"""Where finished pages are kept while a long reading goes on, so that after a restart it goes on from there.

Who starts the reading says where, and drops it when the reading has ended, whatever its end: a paper that is
refused must leave nothing behind.  Where nobody says, nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from extraction.ocr.seen import Page, dumped, loaded

Store = MutableMapping[str, bytes]
_store: ContextVar[Store | None] = ContextVar("finished_pages", default=None)


@contextmanager
def pages_kept_in(store: Store) -> Iterator[None]:
    """Within, every page that is finished is kept in `store`, and one that stands there is not read again."""
    token = _store.set(store)
    try:
        yield
    finally:
        _store.reset(token)


def image_in(store: Store, key: str) -> bytes:
    """The image of a finished page as a jpeg by the `key` of a document's `images`; empty where it is gone.

    It is upright, and the places of the document's `seen` lines are on it.
    """
    data = store.get(key)
    page = None if data is None else loaded(data)
    return b"" if page is None else page.jpeg


class Folder(MutableMapping[str, bytes]):
    """A store in a folder: a file for each page, written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _file(self, key: str) -> Path:
        if not key.replace("-", "").isalnum():
            raise KeyError(key)
        return self.path / f"{key}.page"

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._file(key).read_bytes()
        except OSError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, value: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path)
        with os.fdopen(handle, "wb") as file:
            file.write(value)
        os.replace(name, self._file(key))

    def __delitem__(self, key: str) -> None:
        try:
            self._file(key).unlink()
        except OSError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return (file.stem for file in self.path.glob("*.page"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Removes the folder with all that is in it, half-written files too."""
        for file in self.path.glob("*"):
            with contextlib.suppress(OSError):
                file.unlink()
        with contextlib.suppress(OSError):
            self.path.rmdir()


class Kept:
    """The finished pages of one file, by its bytes."""

    def __init__(self, data: bytes) -> None:
        self._store = _store.get()
        self._data = hashlib.sha256(data).hexdigest()

    def get(self, number: int) -> Page | None:
        """A page that was finished before."""
        if self._store is None:
            return None
        data = self._store.get(f"{self._data}-{number}")
        return None if data is None else loaded(data)

    def put(self, number: int, page: Page) -> None:
        """Keeps a page."""
        if self._store is not None:
            self._store[f"{self._data}-{number}"] = dumped(page)


def key_of(data: bytes, number: int) -> str:
    """The name under which a page of a file is kept: by its bytes, so that the same file is known again."""
    return f"{hashlib.sha256(data).hexdigest()}-{number}"
