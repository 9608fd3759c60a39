"""Looking whether anything that was sealed has been changed since: every link is made anew and compared."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Model

from common.db import guards
from departments.record.chain.digests import SealedRow, digest_of, read_marks, rows_of
from departments.record.chain.sealing import sealed_models, sealed_upto
from departments.record.models import ChainLink

_NAMED = 5  # rows of one link, by name


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that does not hold, and why."""

    number: int
    says: str

    def __str__(self) -> str:
        return f"第{self.number}号封存记录：{self.says}"


@dataclass(slots=True)
class Verdict:
    """What was found. `broken` in the order of the links; `unsealed` by table."""

    links: int = 0
    rows: int = 0
    broken: list[Broken] = field(default_factory=list)
    unsealed: dict[str, int] = field(default_factory=dict)
    unguarded: list[str] = field(default_factory=list)
    head: ChainLink | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing that was sealed has been changed and every guard stands."""
        return not (self.broken or self.unguarded)


def verify(*, known: dict[int, str] | None = None) -> Verdict:
    """Look through the whole chain.

    `known` are digests by number that were kept elsewhere (printed, mailed): only they show that the whole
    chain was made anew, which the owner of the database can do.
    """
    verdict, known = Verdict(unguarded=guards.missing(connection)), dict(known or {})
    tables = {model._meta.db_table: model for model in sealed_models()}
    upto = Counter[str]()
    for link in ChainLink.objects.order_by("number").iterator(chunk_size=100):
        kept = known.pop(link.number, "")
        told = [
            *_out_of_order(link, verdict.head, upto[link.table]),
            *_altered(link, tables.get(link.table)),
            *(["封存值与另行保存的不一致，其后的链可能被整体重做"] if kept and kept != link.digest else []),
        ]
        if told:
            verdict.broken.append(Broken(link.number, "；".join(told)))
        upto[link.table] = link.upto
        verdict.head, verdict.links, verdict.rows = link, verdict.links + 1, verdict.rows + link.count
    for number in sorted(known):
        verdict.broken.append(Broken(number, "另行保存过封存值，现已没有这条封存记录"))
    verdict.unsealed = unsealed()
    return verdict


def unsealed() -> dict[str, int]:
    """By table, how many rows are not sealed yet; tables without any are left out."""
    counts = {
        model._meta.db_table: model._base_manager.using("default").filter(pk__gt=sealed_upto(model)).count()
        for model in sealed_models()
    }
    return {table: count for table, count in counts.items() if count}


def _out_of_order(link: ChainLink, before: ChainLink | None, upto: int) -> Iterator[str]:
    """What does not fit to the link before."""
    number, digest = (before.number + 1, before.digest) if before else (1, "")
    if link.number != number:
        yield f"序号不连续，应为第{number}号，其间的封存记录已被删除"
    elif link.previous != digest:
        yield "与前一条封存记录不衔接"
    elif link.after != upto:
        yield f"{link.table}的编号不衔接，应从{upto}起"


def _altered(link: ChainLink, model: type[Model] | None) -> Iterator[str]:
    """What is not as it was sealed."""
    if model is None:
        yield f"数据表{link.table}已不存在"
        return
    try:
        rows = list(rows_of(model, link.columns, link.after, link.upto, by=link.algorithm))
    except (KeyError, ValueError) as error:
        yield f"{link.table}不能核对（{error}）"
        return
    if digest_of(link, rows) == link.digest:
        return
    differences = list(_differences(link, rows))
    yield from differences or [f"这条封存记录本身被改动（{link.table}）"]


def _differences(link: ChainLink, rows: list[SealedRow]) -> Iterator[str]:
    """The rows that were changed, taken away or put in."""
    try:
        then = read_marks(bytes(link.marks))
    except ValueError:
        return
    now = dict(row.mark for row in rows)
    found = {
        "被改动": [key for key in then if key in now and now[key] != then[key]],
        "被删除": [key for key in then if key not in now],
        "是事后插入": [key for key in now if key not in then],
    }
    for what, keys in found.items():
        if keys:
            named = "、".join(str(key) for key in sorted(keys)[:_NAMED])
            more = f"等{len(keys)}行" if len(keys) > _NAMED else ""
            yield f"{link.table}编号{named}{more}{what}"
