"""A ledger of facts: what an extracted document says without its sentences.

Titles, numbers, dates, units, roles, phrases of time limits and indicators are facts and may stand in the
project; the text of a document may not.  What a person corrected, and the short names of items that print
no title, stand in an overlay beside the ledgers, each with its reason, so that regenerating never loses
them.
"""

from typing import Any

from extraction.duty.subjects import NOT_SAID

Ledger = dict[str, Any]


class OverlayError(Exception):
    """The overlay does not fit the ledger any more; the message names the place."""


def label_of(path: list[str]) -> str:
    """The path of a measure as the overlay writes it: 三 / （一） / 1."""
    return " / ".join(path)


def facts_of(document: Ledger) -> Ledger:
    """The facts of one document of `extract`'s JSON, with no text, span, doubt or warning."""
    return {
        "kind": document["kind"],
        "title": document["title"],
        "number": document["number"],
        "issuer": document["issuer"],
        "issued_on": document["issued_on"],
        "inherited_units": [_unit(u) for u in document["inherited_units"]],
        "sections": [
            {"path": s["path"], "title": s["title"], "units": [_unit(u) for u in s["units"]]}
            for s in document["sections"]
        ],
        "measures": [
            {"path": m["path"], "title": m["title"], "tasks": [_task(t) for t in m["tasks"]]}
            for m in document["measures"]
        ],
        "indicators": [{k: v for k, v in i.items() if k != "span"} for i in document["indicators"]],
    }


def _unit(unit: Ledger) -> Ledger:
    return {"name": unit["name"], "role": unit["role"]}


def _task(task: Ledger) -> Ledger:
    return {
        # What is only inferred of real offices is no fact.
        "units": [_unit(u) for u in task["units"] if NOT_SAID not in u["doubt"]],
        "deadlines": [
            {key: d[key] for key in ("phrase", "date", "kind", "firmness")} for d in task["deadlines"]
        ],
        "frequency": task["frequency"],
    }


def corrected(ledger: Ledger, overlay: Ledger) -> Ledger:
    """The ledger with its overlay applied.

    `overlay` maps 文号 to `titles` (label → short name, for items that print no heading; it also replaces
    what was read as a heading but is the first sentence of the text) and `corrections` (`measure`: label or
    empty for the document itself, `set`: fields, `why`).  Raises `OverlayError` when a correction has no
    reason, when a correction or a name points to a measure that is not there, and when an item is left
    without a name.
    """
    mine = overlay.get(ledger["number"], {})
    measures = {label_of(m["path"]): m for m in ledger["measures"]}
    for correction in mine.get("corrections", []):
        if not correction.get("why"):
            raise OverlayError(f"{ledger['number']}：更正未写明理由（{correction}）")
        label = correction.get("measure")
        if label and label not in measures:
            raise OverlayError(f"{ledger['number']}：更正所指的举措“{label}”不存在")
        (measures[label] if label else ledger).update(correction["set"])
    for label, title in mine.get("titles", {}).items():
        if label not in measures:
            raise OverlayError(f"{ledger['number']}：短名所指的举措“{label}”不存在")
        measures[label]["title"] = title
    unnamed = [label for label, measure in measures.items() if not measure["title"]]
    if unnamed:
        raise OverlayError(
            f"{ledger['number']}：以下举措没有标题，请在更正文件中起一个短名：{'；'.join(unnamed)}"
        )
    return ledger


def file_name(ledger: Ledger) -> str:
    """The file of a ledger: 吉政发〔2022〕9号 → 吉政发2022-9.json."""
    return ledger["number"].replace("〔", "").replace("〕", "-").removesuffix("号") + ".json"
