"""What a row, and a link, is turned into before it is hashed: the same on every machine and database."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from departments.record.models import ChainLink

ALGORITHMS = ("sha256", "sm3")
_MARK = struct.Struct(">q8s")  # a row's key, and the beginning of its digest


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A row as it is now: its key and the digest of all its columns."""

    key: int
    digest: bytes

    @property
    def mark(self) -> tuple[int, bytes]:
        """What a link keeps of it."""
        return self.key, self.digest[:8]


def algorithm() -> str:
    """The name that `RECORD_HASH` says; `ImproperlyConfigured` for one that is none, or that is not here."""
    name: str = settings.RECORD_HASH.lower()
    if name not in ALGORITHMS:
        raise ImproperlyConfigured(f"RECORD_HASH is {name}; known are {', '.join(ALGORITHMS)}")
    if name not in hashlib.algorithms_available:
        raise ImproperlyConfigured(f"RECORD_HASH is {name}, which this machine's OpenSSL does not have")
    return name


def columns_of(model: type[Model]) -> list[str]:
    """The columns of a table that a new link covers: all."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


def rows_of(
    model: type[Model], columns: list[str], after: int, upto: int, *, by: str, most: int | None = None
) -> Iterator[SealedRow]:
    """The rows with keys above `after` and at most `upto`, in their order; `KeyError` for a column that is
    no more."""
    names = {field.column: field.attname for field in model._meta.local_concrete_fields}
    attributes = [names[column] for column in columns]
    found = (
        model._base_manager.using("default")
        .filter(pk__gt=after, pk__lte=upto)
        .order_by("pk")
        .values_list("pk", *attributes)
    )
    for key, *values in (found[:most] if most else found).iterator(chunk_size=1000):
        yield SealedRow(key, hashlib.new(by, _canonical(values)).digest())


def digest_of(link: ChainLink, rows: Iterable[SealedRow]) -> str:
    """The digest of a link with these rows."""
    head = [
        link.number,
        link.sealed_at,
        link.table,
        link.columns,
        link.after,
        link.upto,
        link.count,
        link.algorithm,
        link.previous,
    ]
    whole = hashlib.new(link.algorithm, _canonical(head))
    for row in rows:
        whole.update(row.digest)
    return whole.hexdigest()


def marks_of(rows: Iterable[SealedRow]) -> bytes:
    """The marks of rows, one after the other."""
    return b"".join(_MARK.pack(*row.mark) for row in rows)


def read_marks(marks: bytes) -> dict[int, bytes]:
    """By key, the beginning of its digest; `ValueError` for bytes that are no marks."""
    if len(marks) % _MARK.size:
        raise ValueError("not the marks of rows")
    return dict(_MARK.iter_unpack(marks))


def _canonical(values: list[Any]) -> bytes:
    return json.dumps(
        values, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes() | memoryview() | bytearray():
            return bytes(value).hex()
    return str(value)
