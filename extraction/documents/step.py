"""The stage that finds the documents of a file: cut apart, each with its head and its kind."""

from __future__ import annotations

from dataclasses import replace

from extraction.documents.covers import parts_of
from extraction.documents.gazette import Part, split, undivided
from extraction.documents.head import Head, read_head
from extraction.documents.kind import kind_of
from extraction.model import Kind, Lines
from extraction.states import Opened
from extraction.text.healing import Paragraph


def open_documents(paragraphs: list[Paragraph]) -> list[Opened]:
    """The documents in the paragraphs of one file, in order."""
    return [
        Opened(part, head, kind_of(part, head)) for whole in split(paragraphs) for part, head in _parts(whole)
    ]


def open_marked(paragraphs: list[Paragraph], lines: Lines) -> Opened:
    """The one document whose policy stands where a person says: it is a policy, whatever it looks like.

    What precedes it is its head and what the person left out.
    """
    part = undivided(paragraphs)
    head = read_head(part)
    cover = min(head.cover, lines.first)
    return Opened(part, replace(head, body=lines.first, cover=cover, attached=False), Kind.POLICY, lines)


def _parts(part: Part) -> list[tuple[Part, Head]]:
    """The document of a part, or those of a notice that carries several policies."""
    head = read_head(part)
    first, *more = parts_of(part, head.body) if head.attached else [part]
    found = [(first, head)]
    for policy in more:
        own = read_head(policy)
        own.number, own.issuer = own.number or head.number, head.issuer or own.issuer
        own.issued_on = head.issued_on or own.issued_on
        found.append((policy, own))
    return found
