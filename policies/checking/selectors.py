"""Reads of the account of a document: its marks with what people decided, and the sums."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extraction.signs.rules import Rule
from policies.checking.models.marks import Became, DocumentAccount, MarkDecision, MarkKind
from policies.models.documents import DocumentKind, DocumentStatus, PolicyDocument

Key = tuple[str, int, int]  # the kind of a mark and its place


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a document's text; `start` and `end` are null where it stands in none.

    `what` is the path of the measure that it was read into, or the name of the rule that set it aside.
    """

    number: int
    kind: str
    start: int | None
    end: int | None
    became: str
    what: str
    text: str
    decision: MarkDecision | None = None

    @property
    def key(self) -> Key | None:
        """What names the mark; null where it stands in no text."""
        return None if self.start is None or self.end is None else (self.kind, self.start, self.end)

    @property
    def is_open(self) -> bool:
        """Whether it is a doubt that nobody has settled."""
        return self.became == Became.DOUBT and self.decision is None

    @property
    def rule(self) -> str:
        """The name of the rule that set it aside, else empty."""
        return self.what if self.became == Became.SET_ASIDE else ""

    @property
    def reason(self) -> str:
        """Why it was set aside, in Chinese."""
        return reason_of(self.rule) if self.rule else ""


def reason_of(rule: str) -> str:
    """The reason that a rule gives; its name where a later version of the reader does not know it."""
    return Rule[rule].value if rule in Rule.__members__ else rule


def account_of(document: PolicyDocument) -> DocumentAccount | None:
    """The account with all its marks; null where the document came without a text."""
    return DocumentAccount.objects.filter(document=document).first()


def marks_of(document: PolicyDocument) -> list[Mark]:
    """All marks in the order of the text, in two queries."""
    account = account_of(document)
    if account is None:
        return []
    decided = {(d.kind, d.span_start, d.span_end): d for d in decisions_of(document)}
    return list(_marks(account, document.text, decided))


def decisions_of(document: PolicyDocument) -> Iterable[MarkDecision]:
    """What people decided, in the order of the text."""
    return document.mark_decisions.select_related("decided_by").order_by("span_start", "pk")


def _marks(account: DocumentAccount, text: str, decided: dict[Key, MarkDecision]) -> Iterator[Mark]:
    for number, (kind, start, end, became, what, *said) in enumerate(account.marks):
        if start is None:
            yield Mark(number, kind, None, None, became, what, said[0])
        else:
            yield Mark(
                number, kind, start, end, became, what, text[start:end], decided.get((kind, start, end))
            )


def summary_of(document: PolicyDocument) -> dict[str, Any] | None:
    """The sums for each kind of mark, and whether to offer to mark where the policy begins; three queries.

    Of each kind `marks` = `read` + `set_aside` + `open` + `decided`.
    """
    account = DocumentAccount.objects.filter(document=document).defer("marks").first()
    if account is None:
        return None
    decided = Counter(document.mark_decisions.values_list("kind", "rule"))
    doubts: Counter[str] = Counter()
    asides: Counter[str] = Counter()
    for (kind, rule), count in decided.items():
        (asides if rule else doubts)[kind] += count
    return {
        "kinds": [
            {
                "kind": kind.value,
                "kind_label": kind.label,
                "marks": counts["marks"],
                "read": counts["read"],
                "set_aside": counts["set_aside"] - asides[kind],
                "open": counts["doubts"] - doubts[kind],
                "decided": asides[kind] + doubts[kind],
            }
            for kind in MarkKind
            if (counts := account.counts.get(kind.value))
        ],
        "reading": account.reading,
        "marked": None if account.first_line is None else [account.first_line, account.last_line],
        "offer": _offer(document, account),
        "lost": document.edits.undoable().count(),
    }


def offers_of(documents: Sequence[PolicyDocument]) -> dict[int, str]:
    """The documents of which a person may want to say where they begin, with the reason; one query."""
    by_id = {document.pk: document for document in documents}
    accounts = DocumentAccount.objects.filter(document__in=by_id).defer("marks")
    found = {account.pk: _offer(by_id[account.pk], account) for account in accounts}
    return {pk: offer for pk, offer in found.items() if offer}


def _offer(document: PolicyDocument, account: DocumentAccount) -> str:
    """Why a person may want to say where the policy begins, in Chinese; empty where nothing suggests it."""
    if document.status != DocumentStatus.DRAFT or account.first_line is not None:
        return ""
    words = account.counts.get(MarkKind.DUTY, {}).get("marks", 0)
    if document.kind == DocumentKind.OTHER and words:
        return (
            f"该文件读作不部署任务，但文中有{words}处责任词。如果它部署任务，请标出正文从哪里开始，重新读取。"
        )
    if account.reading:
        return f"已改按另一种读法（{account.reading}）。如不合适，请标出正文从哪里开始，重新读取。"
    return ""
