"""Every address asked by every kind of user, and what each of them must not find there.

`python -m bench.crawl` runs all of it and prints the figures; `test_crawl.py` runs a part.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from departments.models.users import User, UserRole
from tests.admin import as_user, with_session
from tests.config.closed import NUMBERS, SWEPT, WORDS, ClosedDocument
from tests.config.routes import FIRST, SECRET, Route, TwoDepartments, models, routes, writes
from tests.conftest import World
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.services.drafting import save_draft
from tracker.work.models.assignments import Assignment

# What one unit reads and the other does not, and what nobody but its writer reads.
OF_A = ("本单位的话", "便民服务提升行动方案", "云政发〔2026〕3号")
OF_B = (SECRET, "云密〔2026〕1号")
IN_DRAFT = "草稿里的话"
RECORD = ("record/", "api/v1/use-records/")
# Who keeps accounts or reads the record reads names of people: the other unit's filer is called the secret.
ACCOUNTS = (
    "departments/user/",
    "departments/membership/",
    "api/v1/people/",
    "signon/",
    "autocomplete/",
    *RECORD,
)
OF_ACCOUNTS = (f"{SECRET}方案", f"{SECRET}一", f"{SECRET}二", *OF_B[1:], *OF_A)
# Files of the program, and what ends the session or answers with what was asked.
NOT_ASKED = ("static/", "healthz", "metrics", "logout/")
NAMES = {"app_label", "format", "name", "token", "url"}
# Shows a new secret of one's own each time; counts accounts, which who runs the installation may know.
NEVER_ALIKE = ("sign-on/second-factor/set-up/", "begin/")
# What differs between two answers about the same rows.
_PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\b'
)
_BODY = {
    **dict.fromkeys(["reason", "text", "message", "reply", "note", "comment", "answer", "narrative"], "试探"),
    "percent": "50",
    "due_on": "2027-03-31",
    "to_date": "2027-05-31",
}
_ONE = "assignment attachment department document draft extension id instruction item measure report task to"
_MANY = "assignments reports departments members _selected_action ids"


@dataclass
class Kind:
    """One kind of user, and the words that it must find nowhere."""

    name: str
    user: User | None
    closed: tuple[str, ...]  # words
    # Whose rows it must leave as they are: "A", "B", or "C", what a circle of readers closes to it.
    keeps_out: str = ""
    sees_all: bool = False
    session: str = ""

    def client(self) -> Client:
        """A browser in the session of the user: what a step does to the session is not carried on."""
        if self.user is None:
            return Client(raise_request_exception=False)
        if not self.session:
            self.session = as_user(self.user).cookies["sessionid"].value
        return with_session(self.session)


@dataclass
class Figures:
    """What came of it."""

    requests: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    compared: int = 0  # pages, that nothing of another unit is counted in
    leaks: list[str] = field(default_factory=list)

    def count(self, kind: Kind, status: int) -> None:
        """One more request."""
        self.requests[kind.name] += 1
        self.answers.setdefault(kind.name, Counter())[status] += 1

    def lines(self) -> list[str]:
        """As a table: requests, what was given out, led elsewhere and refused, by kind of user."""
        out = [f"{'':24}{'requests':>9}{'2xx':>8}{'3xx':>8}{'4xx':>8}{'5xx':>6}"]
        for name, total in self.requests.items():
            by = Counter[int]()
            for status, times in self.answers[name].items():
                by[status // 100] += times
            out.append(f"{name:24}{total:>9}{by[2]:>8}{by[3]:>8}{by[4]:>8}{by[5]:>6}")
        refused = sum(
            n for by in self.answers.values() for status, n in by.items() if status in (401, 403, 404)
        )
        out.append(
            f"{self.requests.total():,} requests, {refused:,} refused (401, 403, 404), "
            f"{self.compared:,} pages compared for counts, {len(self.leaks)} leaks"
        )
        return out + self.leaks


def kinds(world: World) -> list[Kind]:
    """The kinds of users of the made-up province; of B's filers one stands in for the other."""
    third = world.user("third", UserRole.FILER, "省农业农村厅")
    roleless = User.objects.create_user(username="roleless", password="pw", is_staff=True)
    both = (*OF_A, *OF_B, IN_DRAFT)
    return [
        Kind("anonymous", None, both, "B"),
        Kind("filer of A", world.filer, (*OF_B, IN_DRAFT), "B"),
        Kind("head of A, stand-in", world.head, (*OF_B, IN_DRAFT), "B"),
        Kind("filer of B", world.other_filer, OF_A, "A"),
        Kind("filer of C", third, both, "B"),
        Kind("leader", world.leader, (IN_DRAFT,), sees_all=True),
        Kind("supervision office", world.supervisor, (IN_DRAFT,), sees_all=True),
        Kind("system administrator", world.system_admin, both, "B"),
        Kind("security administrator", world.security_admin, both),  # B's accounts are his
        Kind("auditor", world.auditor, both, "B"),
        Kind("account without a role", roleless, both, "B"),
    ]


class Crawl:
    """Asks; `every` one route in so many only, where there is less time."""

    def __init__(self, world: World, *, every: int = 1) -> None:
        self.every = every
        self.figures = Figures()
        self.kinds = kinds(world)
        self._alone: dict[tuple[str, str], str] = {}
        self.two = TwoDepartments(world, meanwhile=self._before_b)
        save_draft(
            assignment=Assignment.objects.get(pk=FIRST),
            actor=world.other_filer,
            content={"narrative": IN_DRAFT},
        )
        stand_in = Kind("filer of B, stand-in", User.objects.get(username=SECRET), (*OF_A, IN_DRAFT), "A")
        self.kinds.insert(4, stand_in)
        self.closed = ClosedDocument(world, before=self._before_closed)
        for kind in self.kinds:
            if not (kind.sees_all or kind.keeps_out == "A"):  # who is in the circle, or has to do it
                kind.closed = (*kind.closed, *WORDS)
            kind.client()  # logs in, which changes a row
        self._contents = ContentType.objects.get_for_models(*models()).values()

    def run(self) -> Figures:
        """Everything: what is counted, what is shown, what is changed."""
        for kind in self._blind():
            for route in self._plain():
                self._compare(kind, route)
        for kind in self.kinds:
            for route in self._routes():
                self._look(kind, route)
                self._press(kind, route)
        return self.figures

    def _routes(self) -> list[Route]:
        asked = [r for r in routes() if not (r.address.startswith(NOT_ASKED) or NAMES & set(r.parameters))]
        return asked[:: self.every]

    def _plain(self) -> list[Route]:
        plain = (route for route in self._routes() if not route.parameters)
        return [route for route in plain if route.address not in NEVER_ALIKE]

    def _blind(self) -> Iterator[Kind]:
        """Those for whom it must make no difference at all what B is doing, or that something is closed."""
        for kind in self.kinds:
            if kind.keeps_out in ("B", "C") and kind.name not in ("security administrator", "auditor"):
                yield kind

    def _before_b(self) -> None:
        sweep(on=SWEPT)  # what is closed is told of on that day, too
        self._look_at_counts("B")

    def _before_closed(self) -> None:
        for name in ("leader", "office"):
            user = User.objects.get(username=f"{name}-outside")
            self.kinds.append(Kind(f"{name} outside the circle", user, (IN_DRAFT,), "C"))
        self._look_at_counts("C")

    def _look_at_counts(self, whose: str) -> None:
        for kind in self._blind():
            for route in self._plain() if kind.keeps_out == whose else ():
                self._alone[kind.name, route.address] = self._page(kind, "/" + route.address)

    def _compare(self, kind: Kind, route: Route) -> None:
        self.figures.compared += 1
        before, now = self._alone[kind.name, route.address], self._page(kind, "/" + route.address)
        if before != now:
            at = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), 0)
            here = slice(max(0, at - 60), at + 60)
            self.figures.leaks.append(
                f"{kind.name}: GET /{route.address} differs: {before[here]!r} … {now[here]!r}"
            )

    def _page(self, kind: Kind, address: str) -> str:
        answer: Any = kind.client().get(address)
        self.figures.count(kind, answer.status_code)
        return passing(said(answer))

    def _look(self, kind: Kind, route: Route) -> None:
        """Reads: the route with the other's ids, and with one's own but asking for the other's."""
        client = kind.client()
        for address in self._addresses(kind, route):
            self._judge(kind, route, f"GET {address}", client.get(address))
        if not route.parameters:
            whose = self._foreign(kind)
            unit = Assignment.objects.values_list("department_id", flat=True).get(pk=whose)
            asked = {"assignment": whose, "document": whose, "department": unit, "unit": unit}
            self._judge(kind, route, f"GET /{route.address} asking", client.get("/" + route.address, asked))

    def _press(self, kind: Kind, route: Route) -> None:
        """Steps: the route and its body name the other's rows; what it does is undone."""
        pk = self._foreign(kind)
        body = _BODY | dict.fromkeys(_ONE.split(), pk) | {name: [pk] for name in _MANY.split()}
        address = route.filled([pk] * len(route.parameters))
        methods = ["post", "put", "patch", "delete"] if route.address.startswith("api/") else ["post"]
        before = self._theirs(kind)
        for method in methods:
            kind_of_body = {"content_type": "application/json"} if len(methods) > 1 else {}
            with transaction.atomic():
                with writes() as written:
                    answer = getattr(kind.client(), method)(address, body, **kind_of_body)
                self._judge(kind, route, f"{method.upper()} {address}", answer)
                if written and kind.keeps_out and self._theirs(kind, anew=True) != before:
                    self.figures.leaks.append(f"{kind.name}: {method.upper()} {address} changed a row")
                transaction.set_rollback(True)

    def _addresses(self, kind: Kind, route: Route) -> list[str]:
        if not route.parameters:
            return [f"/{route.address}"]
        if route.parameters[0] == "content_type_id":
            return [route.filled([content.pk, FIRST]) for content in self._contents]
        count, own = len(route.parameters), self.two.own_id(route)
        foreign = self._foreign(kind) if kind.keeps_out == "C" else FIRST
        return [route.filled([foreign] * count), route.filled([own] * count)]

    def _foreign(self, kind: Kind) -> int:
        """The number of what is another's: most of its rows have it."""
        return {"A": self.two.own.pk, "C": NUMBERS + 1}.get(kind.keeps_out, FIRST)

    def _judge(self, kind: Kind, route: Route, where: str, answer: Any) -> None:
        self.figures.count(kind, answer.status_code)
        closed = kind.closed
        if kind.user and kind.user.has_role(UserRole.SECURITY_ADMIN, UserRole.SYSTEM_ADMIN, UserRole.AUDITOR):
            closed = OF_ACCOUNTS if route.address.startswith(ACCOUNTS) else closed
        text = said(answer)
        if found := [word for word in closed if word in text]:
            self.figures.leaks.append(f"{kind.name}: {where} ({answer.status_code}) says {'、'.join(found)}")
        if answer.status_code >= 500:
            self.figures.leaks.append(f"{kind.name}: {where} breaks down ({answer.status_code})")

    _kept: dict[str, Any] | None = None

    def _theirs(self, kind: Kind, *, anew: bool = False) -> dict[str, Any]:
        """The rows that the kind must leave alone; kept, since nearly every step leaves them as they are."""
        if kind.keeps_out != "B":
            mine = self.closed.work.pk if kind.keeps_out == "C" else self.two.own.pk
            return _work_rows(mine) if kind.keeps_out else {}
        if anew:
            return self.two.foreign_rows()
        self._kept = self._kept or self.two.foreign_rows()
        return self._kept


def passing(words: str) -> str:
    """The words without what differs between two answers about the same rows."""
    return _PASSING.sub("", words)


def said(answer: Any) -> str:
    """All text of an answer, that within a workbook, a paper or an archive, too."""
    data: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        names = sorted(name for name in held.namelist() if not name.startswith("docProps/"))
        return "\n".join(held.read(name).decode(errors="replace") for name in names)


def _work_rows(pk: int) -> dict[str, Any]:
    rows = {"assignment": list(Assignment.objects.filter(pk=pk).values())}
    for model in models():
        if any(getattr(column, "attname", "") == "assignment_id" for column in model._meta.get_fields()):
            found = model._default_manager.filter(assignment_id=pk)
            rows[model._meta.label] = list(found.order_by("pk").values())
    return rows
