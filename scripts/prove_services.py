"""Shows that web, worker and beat work together on this machine's PostgreSQL and Redis, without Docker.

    .venv/bin/python -m scripts.prove_services [--postgres URL] [--redis URL]

Runs the commands and the health checks of docker-compose.yml on a database and a Redis number of its own:
a document goes in by HTTP, is handed out, reminders are made by a task sent through Redis and mailed by the
worker, the scheduler sends by its timetable, and work that was waiting when the worker was killed is done
by the next. Ends only what it started, within five minutes; exit code 0 when every step held.
"""

import argparse
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import redis
import yaml

from bench.servers import ROOT, Processes, as_role, free_port, own_database, own_role, say, say_failed

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))[
    "services"
]
TIME_LIMIT = 420  # seconds for everything


def wait_for(what: str, holds: Callable[[], Any], seconds: float = 60) -> None:
    """Ask until it holds; fail, saying what did not come, after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.3)
    say(what)


@contextmanager
def own_redis(server: str) -> Iterator[str]:
    """A numbered database of the server that is empty, emptied at the end."""
    for number in range(8, 16):
        client = redis.Redis.from_url(f"{server}/{number}")
        if client.dbsize() == 0:
            break
    else:
        raise AssertionError("no empty Redis database from 8 to 15")
    try:
        yield f"{server}/{number}"
    finally:
        client.flushdb()


def command_of(value: str | list[str]) -> list[str]:
    """A command of docker-compose.yml as this machine's: ${NAME:-default} filled in, $$ made $."""
    words = ["sh", "-c", value] if isinstance(value, str) else value
    return [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word).replace("$$", "$") for word in words]


def healthy(service: str) -> bool:
    """What the service's health check of docker-compose.yml says."""
    kind, *test = SERVICES[service]["healthcheck"]["test"]
    command = command_of(test[0] if kind == "CMD-SHELL" else test)
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, timeout=60, check=False)
    return done.returncode == 0


class Services(Processes):
    """The services that this script started."""

    def run(self, service: str) -> None:
        """Start the service's command of docker-compose.yml."""
        self.start(service, *command_of(SERVICES[service]["command"]))


class Api:
    """The API of the web service, as one user."""

    def __init__(self, port: str, user: str, password: str) -> None:
        self.root, self.token = f"http://127.0.0.1:{port}/api/v1/", ""
        self.token = self.ask("token/", {"username": user, "password": password})["token"]

    def ask(self, path: str, body: dict[str, Any] | None = None, *, expect: int | None = None) -> Any:
        """GET, or POST where there is a body; returns the JSON answer, or must be refused with `expect`."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.root}{path}", data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                if expect is not None:
                    raise AssertionError(f"{path}: {answer.status}, not {expect}")
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != expect:
                raise AssertionError(f"{path}: {error.code} {error.read()[:300].decode()}") from None
            return None


def prove(running: Services, port: str, mails: Path, owner: str) -> None:
    """Every step, in order; raises AssertionError at the first that does not hold."""
    migrate = command_of(SERVICES["migrate"]["command"])
    owned = os.environ | {"DATABASE_OWNER_URL": owner}
    done = subprocess.run(migrate, cwd=ROOT, env=owned, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"migrate failed: {done.stderr[-2000:]}"
    say("PostgreSQL and Redis answer; the database is migrated by its owner")

    import django

    django.setup()
    password = make_people()
    for service in ("web", "worker", "beat"):
        running.run(service)
    for service in ("web", "worker", "beat"):
        wait_for(f"{service} is healthy, by its own health check", partial(healthy, service))

    finance = hand_out(Api(port, "supervisor", password))
    file_progress(Api(port, "filer", password), finance)
    import_behind_the_page(Api(port, "supervisor", password), running)
    on = remind_by_queue(mails)
    send_by_timetable()
    survive_a_killed_worker(running, on)


def make_people() -> str:
    """The made-up province of the tests with a supervisor and two filers; returns their password."""
    from departments.models.departments import Department
    from departments.models.users import Membership, User, UserRole
    from departments.services.loading import load_departments
    from tests.world import DEPARTMENTS

    load_departments(data=DEPARTMENTS)
    password = secrets.token_urlsafe(12)
    for name, role, department in (
        ("supervisor", UserRole.SUPERVISOR, "省政府督查室"),
        ("filer", UserRole.FILER, "省财政厅"),
        ("other", UserRole.FILER, "省教育厅"),
    ):
        user = User.objects.create_user(name, f"{name}@example.test", password, is_staff=True)
        Membership.objects.create(
            user=user, department=Department.objects.get(short_name=department), role=role
        )
    return password


def hand_out(supervisor: Api) -> int:
    """Import, confirm and hand out by HTTP; returns the id of an assignment of 省财政厅."""
    from tests.policies.sample import SAMPLE

    outcome = supervisor.ask("documents/import/", {"text": SAMPLE})
    [document] = outcome["created"]
    assert not supervisor.ask("documents/import/", {"text": SAMPLE})["created"], "imported twice"
    supervisor.ask(f"documents/{document['id']}/confirm/", {})
    first = supervisor.ask(f"documents/{document['id']}/dispatch/", {})
    again = supervisor.ask(f"documents/{document['id']}/dispatch/", {})
    assert first["created"] > 0, first
    assert again["created"] == 0, again
    late = supervisor.ask("overdue/?on=2026-07-01")["results"]
    assert late, "nothing overdue on 1 July 2026"
    say(f"by HTTP: imported, handed out ({first['created']}), again adds nothing, {len(late)} overdue listed")

    from tracker.work.models.assignments import Assignment

    return Assignment.objects.filter(department__short_name="省财政厅").order_by("id")[0].pk


def file_progress(filer: Api, assignment: int) -> None:
    """Sign and report one's own by HTTP; another department's is not there."""
    from tracker.work.models.assignments import Assignment

    filer.ask(f"assignments/{assignment}/acknowledge/", {})
    filer.ask(f"assignments/{assignment}/report/", {"percent": 40, "narrative": "设备已到位。"})
    other = Assignment.objects.exclude(department__short_name="省财政厅").order_by("id")[0].pk
    filer.ask(f"assignments/{other}/", expect=404)
    say("by HTTP: a filer signed and reported the department's own; another department's answers 404")


def import_behind_the_page(supervisor: Api, running: Services) -> None:
    """A large text is read by the worker; one whose worker is killed is read by the next."""
    from django.utils import timezone
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    from policies.imports.models import Import, ImportState
    from policies.imports.services.reading import SILENCE
    from tests.policies.imports.files import LONG, LONGER

    record = supervisor.ask("imports/", {"text": LONG})["id"]
    wait_for(
        "a large text was read by the worker, behind the page",
        lambda: supervisor.ask(f"imports/{record}/")["state"] == ImportState.READY,
        seconds=120,
    )
    record = supervisor.ask("imports/", {"text": LONGER})["id"]
    wait_for("the worker reads a larger one", lambda: Import.objects.get(pk=record).percent > 0)
    running.kill("worker")
    assert Import.objects.get(pk=record).state == ImportState.READING, "it was read before the worker died"
    Import.objects.filter(pk=record).update(changed_at=timezone.now() - 2 * SILENCE)  # instead of waiting
    task = PeriodicTask.objects.get(name="继续未完成的导入")
    task.interval = IntervalSchedule.objects.get_or_create(every=2, period="seconds")[0]
    task.save()
    running.run("worker")
    wait_for("a worker is healthy again", partial(healthy, "worker"))
    wait_for(
        "the worker was killed while it read, and the next one read it",
        lambda: Import.objects.get(pk=record).state == ImportState.READY,
        seconds=240,
    )
    assert Import.objects.get(pk=record).attempt == 2


def remind_by_queue(mails: Path) -> date:
    """Reminders of a working day by tasks sent through Redis, twice; returns the day."""
    from common.workdays import is_workday
    from config.celery import app
    from tracker.reminders.models.reminders import Digest, DigestStatus, Reminder, Sweep
    from tracker.work.models.assignments import Assignment

    on = Assignment.objects.order_by("-dispatched_on")[0].dispatched_on + timedelta(days=7)
    on = max(on, date(2026, 7, 8))
    while not is_workday(on)[0]:
        on += timedelta(days=1)
    app.send_task("tracker.reminders.tasks.remind", [on.isoformat()])
    wait_for(f"the worker swept {on}", lambda: Sweep.objects.filter(on=on).exists())
    wait_for(
        "the worker mailed both digests",
        lambda: Digest.objects.filter(on=on, status=DigestStatus.SENT).count() == 2,
    )
    made = Reminder.objects.count()
    finished = Sweep.objects.get(on=on).finished_at
    app.send_task("tracker.reminders.tasks.remind", [on.isoformat()])
    wait_for("the worker swept the day again", lambda: Sweep.objects.get(on=on).finished_at > finished)
    assert made == Reminder.objects.count() > 0, "a second sweep said something again"
    # Two mails of one moment may share a file, so the mails are counted and not the files.
    sent = sum(file.read_text("utf-8").count("\nSubject: ") for file in mails.iterdir())
    assert sent == 2, f"{sent} mails instead of one for each of two people"
    say(f"{made} reminders, one mail for each of two people; the second sweep added nothing")
    return on


def send_by_timetable() -> None:
    """A digest that waits is sent by beat alone, at the interval that was set in the database."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    from tracker.reminders.models.reminders import Digest, DigestStatus

    task = PeriodicTask.objects.get(name="发送提醒汇总")
    task.interval = IntervalSchedule.objects.create(every=2, period="seconds")
    task.save()
    waiting = Digest.objects.order_by("id")[0].pk
    Digest.objects.filter(pk=waiting).update(status=DigestStatus.READY, sent_at=None)
    wait_for(
        "a waiting digest was sent by the timetable, changed in the database while beat ran",
        lambda: Digest.objects.filter(pk=waiting, status=DigestStatus.SENT).exists(),
    )


def survive_a_killed_worker(running: Services, on: date) -> None:
    """Work sent while no worker lives is done by the next one."""
    from common.workdays import is_workday
    from config.celery import app
    from tracker.reminders.models.reminders import Sweep

    running.kill("worker")
    assert not healthy("worker"), "the health check of a dead worker passed"
    later = on + timedelta(days=1)
    while not is_workday(later)[0]:
        later += timedelta(days=1)
    app.send_task("tracker.reminders.tasks.remind", [later.isoformat()])
    running.run("worker")
    wait_for(
        "the worker was killed, its health check failed, and the next did the waiting work",
        lambda: Sweep.objects.filter(on=later).exists(),
    )


def main() -> int:
    """Prepare, prove, clean up; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--postgres", default="postgres://postgres@127.0.0.1:5432", help="server, without a name"
    )
    parser.add_argument("--redis", default="redis://127.0.0.1:6379", help="server, without a number")
    given = parser.parse_args()
    port = str(free_port())
    signal.signal(signal.SIGALRM, _too_long)
    signal.signal(signal.SIGTERM, _too_long)
    signal.alarm(TIME_LIMIT)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-prove-")))
        mails = folder / "mail"
        mails.mkdir()
        role = stack.enter_context(own_role(given.postgres))
        owner = stack.enter_context(own_database(given.postgres))
        os.environ.update(
            PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            DJANGO_SETTINGS_MODULE="config.settings",
            DEMO="false",
            SECRET_KEY=secrets.token_urlsafe(48),
            DATABASE_URL=as_role(owner, role),
            REDIS_URL=stack.enter_context(own_redis(given.redis)),
            ALLOWED_HOSTS="127.0.0.1",
            EMAIL_URL=f"filemail:///{mails}",
            SITE_URL=f"http://127.0.0.1:{port}",
            VAR_DIR=str(folder),
            STATIC_ROOT=str(folder / "static"),
            PORT=port,
            WEB_CONCURRENCY="2",
            LOG_LEVEL="INFO",
        )
        running = Services(folder)
        stack.callback(running.end_all)
        try:
            prove(running, port, mails, owner)
        except BaseException as error:
            say_failed(error, folder)
            return 1
        finally:
            signal.alarm(0)
    say("all services work together; everything that was started has been ended")
    return 0


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"stopped, or not done within {TIME_LIMIT} s")


if __name__ == "__main__":
    sys.exit(main())
