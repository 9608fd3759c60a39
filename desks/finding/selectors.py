"""查找: one box over everything that a user may open, each kind for itself.

Words may stand in any order; a number of a document in any brackets and width; a unit by each of its names;
of titles and names the first letters of the pinyin will do. What each kind asks has its index on PostgreSQL
(`ducha_grams`, `ducha_initials`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Length
from django.urls import reverse

from common.db.compiled import Among
from common.db.initials import initials, is_spelt
from common.db.words import fold, printing, words_of
from departments.models.departments import Department, Succession
from departments.models.users import Membership, User
from desks.finding.lookup import Lookup, look_up, measures_with, names_few_measures
from desks.places import COMMANDS, Place, places_of
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure, NamedPerson, Task
from tracker.work.models.assignments import Assignment

SHOWN = 6  # of each kind in the box
NEWEST = 5000  # measures that are looked at in turn for what is common
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
    the pages and what can be begun. For one word at most eleven queries, two more for each further word."""
    words = words_of(text[:LONGEST])
    groups = [Group(kind, label, search(words, user, limit)) for kind, label, search in PLACES]
    if words:
        lookups = [look_up(word) for word in words]
        groups += [Group(kind, label, search(lookups, user, limit)) for kind, label, search in KINDS]
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


def _documents(lookups: list[Lookup], user: User, limit: int) -> list[Found]:
    rows = PolicyDocument.objects.visible_to(user).without_text()
    for lookup in lookups:
        rows = rows.filter(lookup.holds("document"))
    # What a common word names is taken from the newest on; few are put in order by their own day.
    common = all(lookup.is_common("document") for lookup in lookups)
    order = ("-pk",) if common else ("-issued_on", "-pk")
    return [
        Found(
            document.title,
            " · ".join(filter(None, (document.number, document.issuer, document.get_status_display()))),
            reverse("admin:policies_policydocument_change", args=[document.pk]),
        )
        for document in rows.order_by(*order)[:limit]
    ]


def _measures(lookups: list[Lookup], user: User, limit: int) -> list[Found]:
    """By its own text, its document, or one of its units; those whose title says it all first."""
    visible = Measure.objects.visible_to(user).select_related("document").defer("document__text")
    titled = Q()
    for lookup in lookups:
        titled &= printing(lookup.word, "title")
    said = Case(When(titled, then=Value(True)), default=Value(False), output_field=BooleanField())

    def first(*, indexed: bool = False, newest: bool = False) -> list[Measure]:
        rows = visible
        for lookup in lookups:
            rows = rows.filter(measures_with(lookup, indexed=indexed))
        if any(names_few_measures(lookup) for lookup in lookups):
            return list(rows.annotate(said=said).order_by("-said", "-pk")[:limit])
        if newest:
            rows = rows.filter(pk__gte=_newest())
        return list(rows.order_by("-pk")[:limit])

    # Where every word is common, the newest measures hold enough of them; else the index is asked for all.
    few = any(names_few_measures(lookup) for lookup in lookups)
    found = first(newest=not few)
    if not few and len(found) < limit:
        found = first(indexed=True)
    found.sort(key=lambda measure: not all(lookup.word in fold(measure.title) for lookup in lookups))
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


def _newest() -> Coalesce:
    """The key with which the newest measures begin."""
    return Coalesce(Subquery(Measure.objects.order_by("-pk").values("pk")[NEWEST : NEWEST + 1]), Value(0))


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


def _units(lookups: list[Lookup], user: User, limit: int) -> list[Found]:
    rows = Department.objects.all()
    for lookup in lookups:
        alone = len(lookups) == 1  # some of many will do; with further words each is asked
        rows = rows.filter(Among("pk", keys=lookup.keys["unit"]) if alone else lookup.holds("unit"))
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


def _persons(lookups: list[Lookup], user: User, limit: int) -> list[Found]:
    """Accounts, for who keeps them; and persons whom documents name."""
    found = []
    if user.has_perm("departments.view_user"):
        accounts = User.objects.filter(is_active=True)
        for lookup in lookups:
            of_units = Membership.objects.filter(Among("department_id", keys=lookup.keys["unit"]))
            accounts = accounts.filter(
                printing(lookup.word, "display_name", "username", "phone")
                | Q(Among("pk", keys=lookup.keys["account"]))
                | Q(pk__in=of_units.order_by().values("user"))
            )
        found = [_account(one) for one in accounts.prefetch_related("memberships__department")[:limit]]
    named = NamedPerson.objects.all()
    for lookup in lookups:
        named = named.filter(lookup.holds("person"))
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


PLACES: tuple[tuple[str, str, Callable[[list[str], User, int], list[Found]]], ...] = (
    ("page", "页面", _pages),
    ("command", "操作", _commands),
)
KINDS: tuple[tuple[str, str, Callable[[list[Lookup], User, int], list[Found]]], ...] = (
    ("document", "文件", _documents),
    ("measure", "举措和事项", _measures),
    ("unit", "单位", _units),
    ("person", "人员", _persons),
)
