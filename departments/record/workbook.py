"""The record of use as xlsx."""

import io

from django.db.models import QuerySet
from django.utils import timezone

from common.errors import ServiceError
from common.files.workbook import Book, Column, Table
from departments.models.users import User
from departments.record.models import UseRecord
from departments.record.selectors import roles_in_words, thing_in_words, user_in_words

MOST = 50_000  # lines of a file that is made while somebody waits
_COLUMNS = (
    Column("时间", 20),
    Column("用户", 22),
    Column("身份", 18),
    Column("事项", 12),
    Column("对象种类", 14),
    Column("对象编号", 12),
    Column("对象", 40),
    Column("来源地址", 16),
    Column("理由", 24),
)


def record_xlsx(rows: QuerySet[UseRecord], *, asked: str, actor: User) -> bytes:
    """The file's bytes, the newest first; `asked` is what it was asked for, in words.

    Raises `ServiceError` where there are more lines than a file holds.
    """
    found = list(rows.select_related("user").order_by("-id")[: MOST + 1])
    if len(found) > MOST:
        raise ServiceError("record_too_long", f"符合条件的超过{MOST}条，请缩小期间后再导出。")
    book = Book()
    table = Table(book, "使用记录", _COLUMNS, above=["使用记录"], filtered=True)
    for row in found:
        table.write(
            [
                f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}",
                user_in_words(row),
                roles_in_words(row),
                row.get_kind_display(),
                thing_in_words(row),
                row.thing_id,
                row.words,
                row.address or "",
                row.reason,
            ]
        )
    out = io.BytesIO()
    made = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    book.save(out, about=[("条件", asked or "全部"), ("导出人", str(actor)), ("导出时间", made)])
    return out.getvalue()
