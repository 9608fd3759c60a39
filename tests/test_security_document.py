"""docs/security.md answers every item of its standards, and what it names is there."""

import re
from collections import Counter

from tests.test_docs import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d", line)
]
STATES = {"met", "in part", "**not met**", "does not apply"}
# ASVS 4.0.3, levels 1 and 2: by section the numbers of its items, as ranges.
ASVS = """
1.1 1-7, 1.2 1-4, 1.4 1 4-5, 1.5 1-4, 1.6 1-4, 1.7 1-2, 1.8 1-2, 1.9 1-2, 1.10 1, 1.11 1-2, 1.12 2, 1.14 1-6,
2.1 1-12, 2.2 1-3, 2.3 1-3, 2.4 1-5, 2.5 1-7, 2.6 1-3, 2.7 1-6, 2.8 1-7, 2.9 1-3, 2.10 1-4,
3.1 1, 3.2 1-4, 3.3 1-4, 3.4 1-5, 3.5 1-3, 3.7 1, 4.1 1-3 5, 4.2 1-2, 4.3 1-3,
5.1 1-5, 5.2 1-8, 5.3 1-10, 5.4 1-3, 5.5 1-4, 6.1 1-3, 6.2 1-6, 6.3 1-2, 6.4 1-2,
7.1 1-4, 7.2 1-2, 7.3 1 3-4, 7.4 1-3, 8.1 1-4, 8.2 1-3, 8.3 1-8, 9.1 1-3, 9.2 1-4,
10.2 1-2, 10.3 1-3, 11.1 1-8, 12.1 1-3, 12.2 1, 12.3 1-6, 12.4 1-2, 12.5 1-2, 12.6 1, 13.1 1 3-5,
13.2 1-3 5-6, 13.3 1-2, 13.4 1-2, 14.1 1-4, 14.2 1-6, 14.3 2-3, 14.4 1-7, 14.5 1-4
"""
# GB/T 22239-2019, 8.1.4 and what an application can do of 8.1.5: by section the letters of its items.
DENGBAO = (
    "8.1.4.1 a-d, 8.1.4.2 a-g, 8.1.4.3 a-d, 8.1.4.4 a-f, 8.1.4.5, 8.1.4.6, 8.1.4.7 a-b, 8.1.4.8 a-b,"
    " 8.1.4.9 a-c, 8.1.4.10 a-b, 8.1.4.11 a-b, 8.1.5.1 a-b, 8.1.5.2 a-b, 8.1.5.3 a-b, 8.1.5.4"
)


def _asked() -> list[str]:
    wanted = []
    for words in re.split(r",\s*", ASVS.strip()):
        section, *ranges = words.split()
        for span in ranges:
            first, _, last = span.partition("-")
            wanted += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    for words in DENGBAO.split(", "):
        section, _, span = words.partition(" ")
        first, _, last = span.partition("-")
        letters = [chr(code) for code in range(ord(first), ord(last or first) + 1)] if span else []
        wanted += [f"{section} {letter}" for letter in letters] or [section]
    return wanted


def test_every_item_of_the_standards_is_answered_once() -> None:
    found = Counter(row[0] for row in ROWS)
    assert len(_asked()) > 290
    assert sorted(found.elements()) == sorted(_asked())


def test_each_answer_says_how_it_stands_by_what_and_where_it_is_tested() -> None:
    for item, asks, state, by, tested in ROWS:
        assert asks, item
        assert state in STATES, item
        assert len(by) > 2, item
        assert tested or state != "met", item
        assert all(name.startswith(("`tests/", "`.ci/")) for name in tested.split(", ") if name)


def test_the_figures_at_its_head_are_those_of_its_tables() -> None:
    for name, ours in (("ASVS", False), ("GB/T", True)):
        states = [row[2] for row in ROWS if row[0].startswith(("8.1.4.", "8.1.5.")) == ours]
        counts = [len(states), *(states.count(state) for state in ("met", "in part", "**not met**"))]
        counts.append(states.count("does not apply"))
        [line] = re.findall(rf"^\| {name}[^|]*\|(.*)\|$", TEXT, re.MULTILINE)
        assert [int(cell) for cell in line.split("|")] == counts, name


def test_every_setting_that_it_names_is_one() -> None:
    known = "".join(
        (ROOT / path).read_text(encoding="utf-8")
        for path in ("config/settings.py", ".env.example", "config/directory.py")
    )
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`", TEXT))
    assert len(named) > 15
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", known)] == []
