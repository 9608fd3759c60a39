"""The chain: what was sealed and is changed since, by whomever, is named."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from departments.models.users import Membership, User, UserRole
from departments.record.chain.heads import head, mail_head
from departments.record.chain.sealing import seal, sealed_models
from departments.record.chain.settled import settled_upto
from departments.record.chain.verifying import Verdict, verify
from departments.record.models import ChainLink, UseKind, UseRecord
from departments.record.services import record_use
from tests.conftest import World
from tests.emptying import guards_aside

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def _line(name: str) -> UseRecord:
    return record_use(kind=UseKind.READ, user=None, request=None, name=name, words="一件事")


def _as_owner(statement: str, *values: Any) -> None:
    """What the database's owner can do: no guard stands in the way."""
    with guards_aside(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def lines(db: None) -> list[UseRecord]:
    """Two runs of the job: three lines, and two more."""
    first = [_line(name) for name in ("zhang", "li", "wang")]
    seal(now=NOW)
    rest = [_line(name) for name in ("zhao", "qian")]
    seal(now=NOW + timedelta(minutes=1))
    return [*first, *rest]


def _said(verdict: Verdict) -> str:
    return "\n".join(str(one) for one in verdict.broken)


def test_what_nobody_has_touched_holds(lines: list[UseRecord]) -> None:
    verdict = verify()
    assert verdict.holds
    assert verdict.unsealed == {}
    assert verdict.rows >= 5


def test_a_run_with_nothing_new_adds_no_link(lines: list[UseRecord]) -> None:
    before = ChainLink.objects.count()
    assert seal(now=NOW) == 0
    assert ChainLink.objects.count() == before


def test_new_rows_are_said_to_be_unsealed_and_break_nothing(lines: list[UseRecord]) -> None:
    _line("sun")
    verdict = verify()
    assert (verdict.holds, verdict.unsealed) == (True, {"record_userecord": 1})


def _change(lines: list[UseRecord]) -> str:
    _as_owner("UPDATE record_userecord SET name = 'nobody' WHERE id = %s", lines[1].pk)
    return f"record_userecord编号{lines[1].pk}被改动"


def _change_the_time(lines: list[UseRecord]) -> str:
    _as_owner("UPDATE record_userecord SET at = %s WHERE id = %s", NOW - timedelta(days=3), lines[0].pk)
    return f"record_userecord编号{lines[0].pk}被改动"


def _remove(lines: list[UseRecord]) -> str:
    _as_owner("DELETE FROM record_userecord WHERE id = %s", lines[1].pk)
    return f"record_userecord编号{lines[1].pk}被删除"


def _put_in(lines: list[UseRecord]) -> str:
    removed = _remove(lines)
    UseRecord.objects.bulk_create([UseRecord(pk=lines[1].pk, kind=UseKind.READ, name="li")])
    return removed.replace("删除", "改动")


def _empty(lines: list[UseRecord]) -> str:
    truncate = connection.vendor == "postgresql"
    _as_owner("TRUNCATE record_userecord" if truncate else "DELETE FROM record_userecord")
    return f"record_userecord编号{lines[0].pk}"


def _change_a_link(lines: list[UseRecord]) -> str:
    _as_owner("UPDATE record_chainlink SET sealed_at = %s WHERE number = 1", NOW - timedelta(days=1))
    return "第1号封存记录：这条封存记录本身被改动"


def _remove_a_link(lines: list[UseRecord]) -> str:
    _as_owner("DELETE FROM record_chainlink WHERE number = 1")
    return "第2号封存记录：序号不连续，应为第1号"


@pytest.mark.parametrize(
    "tamper", [_change, _change_the_time, _remove, _put_in, _empty, _change_a_link, _remove_a_link]
)
def test_whatever_the_owner_does_to_what_is_sealed_is_named(
    lines: list[UseRecord], tamper: Callable[[list[UseRecord]], str]
) -> None:
    named = tamper(lines)
    verdict = verify()
    assert not verdict.holds
    assert named in _said(verdict)


def test_a_row_put_in_where_a_number_was_left_out_is_named(db: None) -> None:
    first = _line("zhang")
    UseRecord.objects.bulk_create([UseRecord(pk=first.pk + 2, kind=UseKind.READ, name="li")])
    seal(now=NOW)
    UseRecord.objects.bulk_create([UseRecord(pk=first.pk + 1, kind=UseKind.READ, name="late")])
    assert f"编号{first.pk + 1}是事后插入" in _said(verify())


def test_the_first_broken_link_comes_first_and_the_command_fails(lines: list[UseRecord]) -> None:
    _as_owner("UPDATE record_userecord SET name = 'x' WHERE id IN (%s, %s)", lines[0].pk, lines[4].pk)
    out = StringIO()
    with pytest.raises(CommandError, match="核对不通过"):
        call_command("verify_record", stdout=out)
    said = out.getvalue()
    assert f"第一处不符：第{verify().broken[0].number}号封存记录：record_userecord编号{lines[0].pk}" in said
    assert f"另有：第{verify().broken[1].number}号" in said


def test_the_command_says_that_all_is_well_and_what_is_not_sealed(lines: list[UseRecord]) -> None:
    _line("sun")
    out = StringIO()
    call_command("verify_record", stdout=out)
    assert "核对通过" in out.getvalue()
    assert "尚未封存：record_userecord 1行" in out.getvalue()


def test_a_chain_that_was_made_anew_differs_from_the_head_that_was_kept(lines: list[UseRecord]) -> None:
    kept = head()
    assert verify(known={kept.number: kept.digest}).holds
    _as_owner("DELETE FROM record_chainlink")
    _change(lines)
    seal(now=NOW)
    assert verify().holds  # which is why the head is mailed and printed
    assert not verify(known={kept.number: kept.digest}).holds


def test_the_command_compares_with_what_was_kept(lines: list[UseRecord]) -> None:
    with pytest.raises(CommandError, match="核对不通过"):
        call_command("verify_record", known=["1:00"], stdout=StringIO())
    with pytest.raises(CommandError, match="不是“序号:封存值”"):
        call_command("verify_record", known=["00"], stdout=StringIO())


def test_a_guard_that_was_put_aside_fails_the_command(lines: list[UseRecord]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE record_userecord DISABLE TRIGGER record_userecord_only_grows")
        else:
            cursor.execute("DROP TRIGGER record_userecord_not_changed")
    verdict = verify()
    assert (verdict.holds, verdict.unguarded) == (False, ["record_userecord"])


def test_a_column_that_came_later_breaks_no_older_link(
    lines: list[UseRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    ChainLink.objects.get(number=1)
    monkeypatch.setattr(
        "departments.record.chain.sealing.columns_of", lambda model: ["id"]
    )  # as if the table had had one column then
    _line("sun")
    seal(now=NOW)
    monkeypatch.undo()
    _line("zhou")
    seal(now=NOW)
    assert verify().holds


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_the_chain_is_made_by_either_algorithm_and_may_change_it(
    lines: list[UseRecord], name: str, settings: Any
) -> None:
    settings.RECORD_HASH = name
    _line("sun")
    seal(now=NOW)
    assert (head().algorithm, len(head().digest)) == (name, 64)
    assert verify().holds


def test_more_rows_than_a_link_holds_make_several(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("departments.record.chain.sealing.ROWS", 2)
    for number in range(5):
        _line(str(number))
    seal(now=NOW)
    counts = ChainLink.objects.filter(table="record_userecord").values_list("count", flat=True)
    assert list(counts) == [2, 2, 1]
    assert verify().holds


def test_work_is_sealed_with_the_rest_and_the_links_are_not(world: World, signed: Any) -> None:
    seal(now=NOW)
    sealed = set(ChainLink.objects.values_list("table", flat=True))
    assert {"work_event", "departments_historicaluser", "record_userecord"} <= sealed
    assert ChainLink not in sealed_models()
    assert verify().holds


def test_the_head_is_mailed_to_the_auditors_each_for_itself(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    assert mail_head(on=NOW.date()) == 0
    seal(now=NOW)
    User.objects.filter(memberships__role=UserRole.AUDITOR).update(is_active=False)
    assert mail_head(on=NOW.date()) == 0  # nobody is an auditor
    for name in ("audit1", "audit2"):
        user = User.objects.create_user(username=name, email=f"{name}@example.test")
        Membership.objects.create(user=user, role=UserRole.AUDITOR)
    assert mail_head(on=NOW.date()) == 2
    assert [mail.to for mail in mailoutbox] == [["audit1@example.test"], ["audit2@example.test"]]
    assert head().digest in str(mailoutbox[0].body)
    assert f"--known {head().number}:{head().digest}" in str(mailoutbox[0].body)


def _other_session() -> psycopg.Connection[Any]:
    about = connection.settings_dict
    return psycopg.connect(
        host=about["HOST"],
        port=about["PORT"],
        user=about["USER"],
        password=about["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_committed_late_is_waited_for_and_never_taken_for_put_in() -> None:
    insert = "INSERT INTO record_userecord (at, name, roles, kind, thing, thing_id, words, reason)"
    with _other_session() as other:
        other.execute(f"{insert} VALUES (now(), 'slow', '', 'read', '', '', '', '')")
        fast = _line("fast")  # a later number, committed first
        assert settled_upto(UseRecord, wait=0) is None
        assert seal(now=timezone.now()) == 0  # put off to the next run
        other.commit()
    assert settled_upto(UseRecord, wait=0) == fast.pk
    assert seal(now=timezone.now()) == 2
    assert verify().holds


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_never_committed_leaves_a_gap_that_stays_one() -> None:
    first = _line("first")
    with _other_session() as other:
        other.execute("SELECT nextval(pg_get_serial_sequence('record_userecord', 'id'))")
    last = _line("last")
    seal(now=timezone.now())
    assert last.pk == first.pk + 2
    UseRecord.objects.bulk_create([UseRecord(pk=first.pk + 1, kind=UseKind.READ, name="late")])
    assert f"编号{first.pk + 1}是事后插入" in _said(verify())
