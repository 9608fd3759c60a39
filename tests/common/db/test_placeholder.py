"""Placeholders refuse every question about their value: what builds a query must not depend on it."""

import copy
import operator
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from common.db.placeholder import Placeholder, PlaceholderError, PlaceholderId, index_of
from departments.placeholders import UserPlaceholder
from tracker.work.models.assignments import Assignment
from tracker.work.states import Status

TEXT = CharField()
ASKED: dict[str, Callable[[Any], Any]] = {
    "whether it is true": bool,
    "whether it is false": operator.not_,
    "whether it is one value": lambda it: it == "active",
    "whether it is another value": lambda it: it != "active",
    "whether a value is it": lambda it: "active" == it,  # noqa: SIM300
    "whether two are the same": lambda it: it == Placeholder(1, "other"),
    "whether it is less": lambda it: it < 3,
    "whether it is at most": lambda it: it <= 3,
    "whether it is more": lambda it: it > 3,
    "whether it is at least": lambda it: it >= 3,
    "whether it is one of a tuple": lambda it: it in ("active", "pending"),
    "whether it is one of a set": lambda it: it in {1, 2},
    "what a table has for it": lambda it: {"active": 1}.get(it),
    "its hash": hash,
    "a sum": lambda it: it + 1,
    "a sum from the other side": lambda it: 1 + it,
    "a later day": lambda it: it + timedelta(days=15),
    "a difference": lambda it: it - 1,
    "a difference from the other side": lambda it: 1 - it,
    "a product": lambda it: it * 2,
    "a quotient": lambda it: it / 2,
    "a whole quotient": lambda it: it // 2,
    "a rest": lambda it: it % 2,
    "a power": lambda it: it**2,
    "its negative": operator.neg,
    "its size": abs,
    "its bits": lambda it: it & 1,
    "its bits or others": lambda it: it | 1,
    "its bits turned": operator.invert,
    "a rounded number": round,
    "its text": str,
    "a text with it": lambda it: f"{it}%",
    "the lowest of several": lambda it: min(it, 7),
    "several in order": lambda it: sorted([it, 7]),
    "a case of it": lambda it: _matched(it),
    "an attribute": lambda it: it.year,
    "a method": lambda it: it.strip(),
}
# What a whole number cannot be kept from, or what nobody asks of one.
ASKED_OF_ONE_VALUE: dict[str, Callable[[Any], Any]] = {
    "its length": len,
    "its first part": lambda it: it[0],
    "its parts": list,
    "whether it holds something": lambda it: "a" in it,
    "a whole number": int,
    "a number": float,
    "a member of an enumeration": Status,
}


def _matched(it: Any) -> int:
    match it:
        case "red":
            return 1
    return 2


@pytest.mark.parametrize("question", ASKED | ASKED_OF_ONE_VALUE)
def test_a_placeholder_is_not_asked(question: str) -> None:
    with pytest.raises(PlaceholderError, match="placeholder 'on' while it was built"):
        (ASKED | ASKED_OF_ONE_VALUE)[question](Placeholder(0, "on"))


@pytest.mark.parametrize("question", ASKED)
def test_a_placeholder_of_a_list_is_not_asked(question: str) -> None:
    with pytest.raises(PlaceholderError, match=r"placeholder 'pks\[0\]' while it was built"):
        ASKED[question](PlaceholderId(0, "pks[0]"))


def test_the_error_says_what_was_asked_and_what_to_do() -> None:
    with pytest.raises(PlaceholderError) as refused:
        operator.lt(Placeholder(0, "until"), 3)
    assert str(refused.value) == (
        "A compiled query looked at its placeholder 'until' while it was built (<). It is built once for all "
        "values and must not depend on one of them: bring what decides the statement as a Shape."
    )


def test_a_placeholder_can_be_shown_in_an_error() -> None:
    assert [repr(it) for it in (Placeholder(3, "on"), PlaceholderId(4, "pks[1]"))] == [
        "<placeholder on>",
        "<placeholder pks[1]>",
    ]


def test_it_has_no_attribute_that_it_could_be_mistaken_by() -> None:
    assert not hasattr(Placeholder(0, "user"), "pk")
    assert not hasattr(PlaceholderId(0, "pks[0]"), "resolve_expression")


def test_the_index_is_known_of_every_copy() -> None:
    [one, other] = Placeholder(3, "on"), PlaceholderId(4, "pks[1]")
    for it in (one, copy.copy(one), copy.deepcopy(one)):
        assert index_of(it) == 3
    for number in (other, copy.copy(other), copy.deepcopy(other), int(other)):
        assert index_of(number) == 4
    assert [index_of(constant) for constant in (0, -1, 2**63 - 1, True, "on", None)] == [None] * 6


def test_a_user_is_not_asked_for_units_by_role() -> None:
    ids = [PlaceholderId(1, "user[0]")]
    rights = dict.fromkeys(("sees_everything", "is_office", "minds_circles", "is_outsider"), False)
    user = UserPlaceholder(0, "user", **rights, ids=ids)
    assert len(user.department_ids()) == 1
    with pytest.raises(PlaceholderError, match="placeholder 'user' for departments by role"):
        user.department_ids("head")
    with pytest.raises(PlaceholderError, match="attribute 'has_role'"):
        user.has_role("head")


@pytest.mark.parametrize(
    "build",
    [
        lambda it: Assignment.objects.filter(Q(percent=it) | Q(percent=3) | Q(percent=Placeholder(1, "by"))),
        lambda it: Assignment.objects.filter(percent=it).filter(percent=3).exclude(percent=it),
        lambda it: Assignment.objects.filter(percent__range=(it, 7)),
        lambda it: Assignment.objects.filter(percent__gt=F("pk") + it),
        lambda it: Assignment.objects.values(least=Coalesce(it, "percent", output_field=TEXT)).annotate(
            n=Count("pk")
        ),
        lambda it: Assignment.objects.order_by(Case(When(percent=it, then=Value(0)), default=Value(1))),
        lambda it: Assignment.objects.filter(pk__in=[PlaceholderId(1, "pks[0]"), PlaceholderId(2, "pks[1]")]),
    ],
    ids=["or", "filters", "range", "sum with a column", "group", "order", "ids"],
)
def test_django_may_put_it_wherever_a_value_stands(build: Callable[[Any], Any]) -> None:
    sql, params = build(Placeholder(0, "on")).query.sql_with_params()
    assert sql.count("%s") == len(params)
    assert any(index_of(param) is not None for param in params)
