"""查找: one box over everything that a user may open, each kind for itself.

Words may stand in any order; a number of a document in any brackets and width; a unit by each of its names;
of titles and names the first letters of the pinyin will do. What each kind asks has its index on PostgreSQL
(`ducha_grams`, `ducha_initials`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.urls import reverse

from common.db.initials import initials, is_spelt
from common.db.words import (
    HasInitials,
    HasWord,
    all_words,
    containing,
    fold,
    is_plain,
    pairs_of,
    pattern_of,
    words_of,
)
from departments.models.departments import Department, Succession
from departments.models.users import User
from departments.search import departments_named
from desks.places import COMMANDS, Place, places_of
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, NamedPerson, Responsibility, Task
from tracker.work.models.assignments import Assignment
from tracker.work.search import DOCUMENT, MEASURE, PROOF

SHOWN = 6  # of each kind in the box
LOOKED_AT = 40  # units that one word may name: a word that names more finds nothing by them
LONGEST = 100  # characters of a question


@dataclass(frozen=True, slots=True)
class Found:
    """One thing: its words, what tells it from its like, and its address."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    kind: str
    label: str
    results: list[Found]


def find(text: str, user: User, *, limit: int = SHOWN) -> list[Group]:
    """At most `limit` of each kind; kinds of which nothing was found are left out. An empty question finds
    the pages and what can be begun. Eight queries at most."""
    words = words_of(text[:LONGEST])
    kinds: tuple[tuple[str, str, Callable[[list[str], User, int], list[Found]]], ...] = (
        ("page", "页面", _pages),
        ("command", "操作", _commands),
        ("document", "文件", _documents),
        ("measure", "举措和事项", _measures),
        ("unit", "单位", _units),
        ("person", "人员", _persons),
    )
    asked = kinds if words else kinds[:2]
    groups = [Group(kind, label, search(words, user, limit)) for kind, label, search in asked]
    meant = fold(text).strip()
    found = [group for group in groups if group.results]
    return sorted(found, key=lambda group: not _is_named(group.results[0], meant))


def _is_named(found: Found, meant: str) -> bool:
    """Whether the question is the very name of it, its letters or its number: then its kind comes first."""
    numbers = fold(found.detail).split(" · ")[0]
    return meant in (fold(found.title), initials(found.title), numbers)


def _pages(words: list[str], user: User, limit: int) -> list[Found]:
    found = {
        place.link: Found(place.title, "" if section.title == place.title else section.title, place.link)
        for section, place in places_of(user)
        if _is_meant(place, words)
    }
    return list(found.values())[: limit if words else None]


def _commands(words: list[str], user: User, limit: int) -> list[Found]:
    meant = (place for place in COMMANDS if place.is_open_to(user) and _is_meant(place, words))
    return [Found(place.title, place.about, place.link) for place in meant][: limit if words else None]


def _is_meant(place: Place, words: Iterable[str]) -> bool:
    text, letters = fold(f"{place.title} {place.words}"), initials(place.title)
    return all(word in text or (is_spelt(word) and word in letters) for word in words)


def _has(word: str, *columns: str) -> HasWord:
    plain = is_plain(word)
    sought = word if plain else pattern_of(word)
    return HasWord(*columns, sought=sought, plain=plain, pairs=pairs_of(word), proved=len(word) < PROOF)


def _begins(word: str, column: str) -> HasInitials:
    return HasInitials(column, word=word, pairs=pairs_of(word))


def _holding(rows: QuerySet[Any], word: str, title: str, *columns: str) -> list[QuerySet[Any]]:
    """The keys of the rows with a word, and of those whose title begins so: each by its index."""
    keys = [rows.filter(_has(word, *columns)).order_by().values("pk")]
    if is_spelt(word):
        keys.append(rows.filter(_begins(word, title)).order_by().values("pk"))
    return keys


def _any(keys: list[QuerySet[Any]]) -> QuerySet[Any]:
    return keys[0].union(*keys[1:], all=True) if len(keys) > 1 else keys[0]


def _documents(words: list[str], user: User, limit: int) -> list[Found]:
    rows = PolicyDocument.objects.visible_to(user).without_text()
    for word in words:
        rows = rows.filter(pk__in=_any(_holding(PolicyDocument.objects.all(), word, "title", *DOCUMENT)))
    return [
        Found(
            document.title,
            " · ".join(filter(None, (document.number, document.issuer, document.get_status_display()))),
            reverse("admin:policies_policydocument_change", args=[document.pk]),
        )
        for document in rows.order_by("-issued_on", "-pk")[:limit]
    ]


def _measures(words: list[str], user: User, limit: int) -> list[Found]:
    """By its own text, its document, or one of its units; those whose title says it all first."""
    rows = Measure.objects.visible_to(user).select_related("document").defer("document__text")
    for word in words:
        rows = rows.filter(pk__in=_any(_measures_with(word)))
    said = Case(
        When(all_words(" ".join(words), "title"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    found = list(rows.annotate(said=said).order_by("-said", "-pk")[:limit])
    own = {} if user.sees_everything else _only_ones(found, user)
    return [
        Found(
            f"{measure.label} {measure.short_title}".strip(),
            str(measure.document.title),
            reverse("admin:work_assignment_change", args=[own[measure.pk]])
            if measure.pk in own
            else reverse("admin:policies_measure_change", args=[measure.pk]),
        )
        for measure in found
    ]


def _measures_with(word: str) -> list[QuerySet[Any]]:
    documents = _any(_holding(PolicyDocument.objects.all(), word, "title", *DOCUMENT))
    keys = [
        *_holding(Measure.objects.all(), word, "title", *MEASURE),
        Measure.objects.filter(document__in=documents).order_by().values("pk"),
    ]
    units = list(departments_named(word).values_list("pk", flat=True)[: LOOKED_AT + 1])
    if 0 < len(units) <= LOOKED_AT:
        named = Responsibility.objects.filter(department__in=units)
        keys.append(named.order_by().values("task__measure"))
    return keys


def _only_ones(measures: Sequence[Measure], user: User) -> dict[int, int]:
    """A unit's own assignment for each measure on which it has just one: that is what it looks for."""
    pairs = (
        Assignment.objects.owed_by(user)
        .filter(task__measure__in=[measure.pk for measure in measures])
        .values_list("task__measure_id", "pk")
    )
    found: dict[int, list[int]] = {}
    for measure, pk in pairs:
        found.setdefault(measure, []).append(pk)
    return {measure: pks[0] for measure, pks in found.items() if len(pks) == 1}


def _units(words: list[str], user: User, limit: int) -> list[Found]:
    rows = Department.objects.all()
    for word in words:
        rows = rows.filter(pk__in=departments_named(word).values("pk"))
    found = list(rows.order_by("abolished_on", Length("short_name"), "pk")[:limit])
    found.sort(key=lambda unit: unit.abolished_on is not None)  # those that exist first, on any database
    gone = [unit.pk for unit in found if unit.abolished_on]
    heirs: dict[int, list[str]] = {}
    for row in Succession.objects.filter(predecessor__in=gone).select_related("successor") if gone else ():
        heirs.setdefault(row.predecessor_id, []).append(str(row.successor))
    own = set(user.department_ids())
    return [
        Found(
            unit.short_name,
            (f"已撤并，由{'、'.join(heirs[unit.pk])}承接" if unit.pk in heirs else "已撤并")
            if unit.abolished_on
            else unit.name,
            f"{reverse('ledger')}?department={unit.pk}"
            if not unit.abolished_on and (user.sees_everything or unit.pk in own)
            else reverse("admin:departments_department_change", args=[unit.pk]),
        )
        for unit in found
    ]


def _persons(words: list[str], user: User, limit: int) -> list[Found]:
    """Accounts, for who keeps them; and persons whom documents name."""
    found = []
    if user.has_perm("departments.view_user"):
        accounts = User.objects.filter(is_active=True)
        for word in words:
            held = User.objects.filter(
                containing(word, "display_name", "username", "phone")
                | Q(memberships__department__in=departments_named(word).values("pk"))
            )
            accounts = accounts.filter(pk__in=held.order_by().values("pk"))
        found = [_account(one) for one in accounts.prefetch_related("memberships__department")[:limit]]
    named = NamedPerson.objects.all()
    for word in words:
        named = named.filter(pk__in=_any(_holding(NamedPerson.objects.all(), word, "name", "name")))
    if not user.sees_everything:
        named = named.filter(task__in=Task.objects.visible_to(user).values("pk"))
    pairs = named.order_by("name", "title").values_list("name", "title").distinct()[:limit]
    return [
        *found,
        *(
            Found(name, f"{title or '责任人'}，查看其事项", f"{reverse('ledger')}?person={name}")
            for name, title in pairs
        ),
    ][:limit]


def _account(user: User) -> Found:
    roles = "；".join(m.in_words for m in user.memberships.all())
    detail = " · ".join(filter(None, (roles, user.phone)))
    return Found(str(user), detail, reverse("admin:departments_user_change", args=[user.pk]))
