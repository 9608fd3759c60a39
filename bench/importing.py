"""Ten megabytes of text read as an import reads them: `python -m bench.importing`.

Two kinds: short numbered lines, the most items that fit into so many bytes, and documents as offices issue
them. Printed are the seconds, and the peak memory of the process that reads and of the one that asked.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable

from extraction.bounded import MEMORY, SECONDS, extract_bounded
from extraction.model import ExtractionError

LINE = "一、做好工作。\n"
UNITS = [
    f"云岭省{name}"
    for name in ("财政厅", "教育厅", "水利厅", "农业农村厅", "交通运输厅", "民政厅", "卫生健康委")
]
DOES = ["新建改建", "全面排查", "统筹推进", "分级分类整治", "建立健全", "逐步完善"]
WHAT = ["乡村道路", "中小学校舍", "排水管网", "基层卫生院", "农村供水工程", "养老服务站点", "防汛预警站点"]
WHY = "坚持因地制宜、分类施策，摸清底数、建立清单，明确进度安排，定期通报进展情况，及时研究解决存在的问题。"
DIGITS = "一二三四五六七八九十"


def lines(size: int) -> str:
    """The line of the case H4, again and again."""
    return LINE * (size // len(LINE.encode()))


def documents(size: int) -> str:
    """Notices that carry a plan, sixty measures each, with units and time limits."""
    chance = random.Random(7)
    pieces: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        piece = _notice(number, chance)
        pieces.append(piece)
        length += len(piece.encode())
    return "".join(pieces)


def _notice(number: int, chance: random.Random) -> str:
    what = f"{chance.choice(WHAT)}提升行动方案"
    said = [
        f"云岭省人民政府办公厅关于印发{what}的通知",
        f"云政办发〔2026〕{number}号",
        "",
        "各市人民政府，省政府各厅委：",
    ]
    said += [
        f"现将《{what}》印发给你们，请认真贯彻执行。",
        "",
        "云岭省人民政府办公厅",
        "2026年3月1日",
        "",
        what,
        "",
    ]
    for part in DIGITS[:6]:
        said.append(f"{part}、{chance.choice(DOES)}{chance.choice(WHAT)}")
        for item in DIGITS:
            first, second = chance.sample(UNITS, 2)
            said.append(
                f"（{item}）{chance.choice(DOES)}{chance.choice(WHAT)}。"
                f"{WHY}"
                f"{chance.choice(WHAT)}{chance.randint(3, 900)}处，{chance.randint(4, 12)}月底前完成。"
                f"（{first}牵头，{second}配合）"
            )
    return "\n".join([*said, "", ""])


def measured(kind: str, make: Callable[[int], str], size: int) -> None:
    """One line of the table."""
    data = make(size).encode()
    begun = time.monotonic()
    try:
        extraction = extract_bounded(data, name=f"{kind}.txt")
        measures = sum(len(document.measures) for document in extraction.documents)
        found = f"{len(extraction.documents)} documents, {measures} measures"
    except ExtractionError as error:
        found = str(error)
    seconds = time.monotonic() - begun
    child, own = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    print(f"{kind}: {len(data) / 1e6:.1f} MB: {found}")
    for words, used in (("the process that reads", child), ("the one that asked", own)):
        spent = used.ru_utime + used.ru_stime
        print(f"  {words}: {spent:.1f} s of processor, {used.ru_maxrss // 1024} MB at most")
    print(f"  together: {seconds:.1f} s")


def main() -> int:
    """One kind in one run: the peak memory of a process never falls."""
    kinds = {"lines": lines, "documents": documents}
    parser = argparse.ArgumentParser(prog="bench.importing", description=__doc__)
    parser.add_argument("kind", choices=sorted(kinds))
    parser.add_argument("--megabytes", type=float, default=10)
    options = parser.parse_args()
    print(f"limits: {SECONDS} s, {MEMORY // 1024**2} MB")
    measured(options.kind, kinds[options.kind], int(options.megabytes * 1e6))
    return 0


if __name__ == "__main__":
    sys.exit(main())
