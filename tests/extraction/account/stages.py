"""The stages of the reader one by one, so that something can be taken away between them."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from extraction.account.places import passed_over, read_places, torn_clauses
from extraction.account.step import account, explain
from extraction.deadlines.step import date
from extraction.documents.step import open_documents
from extraction.model import Account, Document
from extraction.outline.step import outline
from extraction.signs.rules import Rule
from extraction.states import Assigned, Office, Outlined
from extraction.text.healing import heal
from extraction.units.step import assign

OFFICE = Office()


@dataclass(frozen=True)
class Reading:
    """One document as the last stage before the account leaves it."""

    document: Document
    outlined: Outlined
    assigned: Assigned

    def account(self, without: tuple[Rule, ...] = ()) -> Account:
        """The account, with some rules switched off."""
        document = copy.copy(self.document)
        document.warnings = []
        return account(document, self.outlined, self.assigned, OFFICE, without=without).account

    def explained(self) -> Account:
        """The account of the document as it stands now, after something of it has been taken away."""
        asides = passed_over(self.outlined, self.assigned)
        entries, torn = read_places(self.document, self.assigned), torn_clauses(self.document, self.assigned)
        return explain(self.document, entries, asides, None, torn=torn)


def readings(text: str) -> Iterator[Reading]:
    """The documents of a text."""
    for opened in open_documents(heal(text)):
        outlined = outline(opened)
        assigned = date(assign(outlined, OFFICE), OFFICE)
        yield Reading(assigned.document, outlined, assigned)
