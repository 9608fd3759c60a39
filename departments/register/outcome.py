"""What an import does or would do, row by row."""

from collections import Counter
from dataclasses import dataclass, field

from common.errors import ServiceError

ADDED, CHANGED, SAME, WRONG = "新增", "修改", "未变", "有误"
_NAMED = 5  # rows with mistakes that are named in one sentence


@dataclass(slots=True)
class Line:
    """One row: what becomes of it, in words, and what is wrong with it."""

    row: int
    name: str
    what: str = SAME
    says: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """All rows; `passwords` are those that the program made for new accounts, by user name, told once."""

    lines: list[Line]
    unread: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> list[Line]:
        """The rows that stop all of them."""
        return [line for line in self.lines if line.errors]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are added, changed, the same and wrong."""
        found = Counter(WRONG if line.errors else line.what for line in self.lines)
        return {what: found[what] for what in (ADDED, CHANGED, SAME, WRONG) if found[what]}

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = "，".join(f"{what}{count}行" for what, count in self.counts.items())
        return f"共{len(self.lines)}行：{parts}。"

    def require_right(self) -> None:
        """Raise `ServiceError` where a row is wrong: then none is taken."""
        wrong = self.wrong
        if not wrong:
            return
        named = "；".join(f"第{line.row}行{'、'.join(line.errors)}" for line in wrong[:_NAMED])
        more = "等" if len(wrong) > _NAMED else ""
        raise ServiceError(
            "import_rows_wrong",
            f"有{len(wrong)}行有误，一行也没有导入：{named.rstrip('。')}{more}。",
            field="file",
        )
