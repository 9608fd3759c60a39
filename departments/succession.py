"""Which department answers today for one that may no longer exist."""

from datetime import date

from departments.models.departments import Department, Succession


class Heirs:
    """The present bodies behind departments on the day `on`, with every succession read at once."""

    def __init__(self, on: date) -> None:
        self._next: dict[int, list[Department]] = {}
        rows = Succession.objects.filter(effective_on__lte=on).select_related("successor", "predecessor")
        for row in rows:
            if row.predecessor.abolished_on is None or row.predecessor.abolished_on <= on:
                self._next.setdefault(row.predecessor_id, []).append(row.successor)

    def of(self, department: Department) -> list[Department]:
        """The department itself while it exists, else those that its work went to (several after a split).

        A chain of reforms is followed to its end; a circle, which only wrong data could make, ends where it
        began instead of turning for ever.
        """
        found: list[Department] = []
        seen: set[int] = set()
        todo = [department]
        while todo:
            body = todo.pop(0)
            if body.pk in seen:
                continue
            seen.add(body.pk)
            heirs = self._next.get(body.pk)
            if heirs:
                todo.extend(heirs)
            elif body not in found:
                found.append(body)
        return found or [department]
