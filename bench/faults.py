"""Sends a morning's reminders while workers are killed, Redis is lost and the mail server fails.

    python -m bench.faults [--postgres URL] [--people N] [--each N] [--kills N] [--minutes N] [--seed N]

PostgreSQL (a database of its own, dropped at the end), a Redis started for this run on a port of its own,
two workers of two processes each and two beats, with the commands of docker-compose.yml; a mail server and
a web server on this machine that keep what they are sent. The mail server fails a third of the time, half
of that by ending the connection without an answer. Workers are killed with SIGKILL while there is work,
Redis is stopped and started again with nothing in it. In the end every person's digest must have arrived
over both channels with every reminder in it, none twice (a webhook is judged by its idempotency key; a
mail that came twice must be marked so on its page), and nothing waits but what is marked failed; that is
then sent again as 督查室 would. Exit status 1 when one of these does not hold. Ends only what it started.
"""

from __future__ import annotations

import argparse
import email
import os
import random
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import redis

from bench.servers import Processes, free_port, own_database, say, say_failed
from tests.sinks import MailSink, WebSink, mail_sink, web_sink

ON = date(2026, 7, 1)
PER_UNIT = 5  # people of a unit, all filers
WORKERS, BEATS = ("worker1", "worker2"), ("beat1", "beat2")


def main(arguments: list[str]) -> int:
    """Prints the figures of one run; 0 when everything held."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--postgres", default="postgres://postgres@127.0.0.1:5432", help="server, no name")
    parser.add_argument("--people", type=int, default=2500, help="who is told (default 2500)")
    parser.add_argument("--each", type=int, default=4, help="reminders for each of them (default 4)")
    parser.add_argument("--kills", type=int, default=20, help="times a worker is killed (default 20)")
    parser.add_argument("--minutes", type=float, default=20, help="time limit (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="of the chances (default 1)")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGALRM, _too_long)
    signal.signal(signal.SIGTERM, _too_long)
    signal.alarm(int(options.minutes * 60))
    chance = random.Random(options.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-faults-")))
        mails, hooks = stack.enter_context(mail_sink()), stack.enter_context(web_sink())
        port = str(free_port())
        os.environ.update(
            PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            DJANGO_SETTINGS_MODULE="config.settings",
            DEMO="false",
            SECRET_KEY=secrets.token_urlsafe(48),
            DATABASE_URL=stack.enter_context(own_database(options.postgres)),
            REDIS_URL=f"redis://127.0.0.1:{port}/0",
            ALLOWED_HOSTS="127.0.0.1",
            EMAIL_URL=f"smtp://127.0.0.1:{mails.port}",
            SITE_URL="http://127.0.0.1:8000",
            VAR_DIR=str(folder),
            LOG_LEVEL="WARNING",
            # The waits of hours and minutes in seconds; a claim still outlasts any attempt.
            DIGEST_WAITS="2,4,8,16",
            DIGEST_CLAIM_LASTS="35",
        )
        processes = Processes(folder)
        stack.callback(processes.end_all)
        run = Run(processes, port, mails, hooks, chance)
        try:
            return run.all(people=options.people, each=options.each, kills=options.kills)
        except BaseException as error:
            say_failed(error, folder)
            return 1
        finally:
            signal.alarm(0)


class Run:
    """One run, from an empty database to the judgement."""

    def __init__(
        self, processes: Processes, port: str, mails: MailSink, hooks: WebSink, chance: random.Random
    ) -> None:
        self.processes, self.port, self.mails, self.hooks, self.chance = processes, port, mails, hooks, chance
        self.failures: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()

    def all(self, *, people: int, each: int, kills: int) -> int:
        """Every step in order; 0 when the judgement is good."""
        self.start_redis()
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        make_ledger(people, each, self.hooks.address)
        set_timetable()
        self.mails.fails = self.fail_a_third
        say(f"ledger: {people} people with {each} dates each, told by mail and by webhook")
        for name in WORKERS:
            self.start_worker(name)
        for name in BEATS:
            self.processes.start(name, "celery", "-A", "config", "beat", "--pidfile=", "--loglevel=WARNING")
        total = people * 2
        self.wait(lambda: counts()["sent"] > 0)
        say("the first digest is sent")
        self.break_things(total, kills)
        self.wait(lambda: not unsent() and sum(counts().values()) == total)
        say("nothing waits any more")
        found = counts()
        rounds = self.send_failed_again()
        for name in (*BEATS, *WORKERS):
            self.processes.kill(name, signal.SIGTERM)
        return self.judge(people, each, found, rounds)

    def wait(self, holds: Any) -> None:
        """Ask until it holds; the time limit of the whole run ends it otherwise."""
        while not holds():
            time.sleep(0.2)

    def start_redis(self) -> None:
        """An empty Redis that keeps nothing on disk."""
        command = shutil.which("redis-server") or "redis-server"
        self.processes.start("redis", command, "--port", self.port, "--save", "", "--appendonly", "no")
        client = redis.Redis(port=int(self.port))
        self.wait(lambda: _answers(client))

    def start_worker(self, name: str) -> None:
        """The command of docker-compose.yml under a name of its own."""
        self.processes.start(
            name, "celery", "-A", "config", "worker", "--loglevel=WARNING", "--concurrency=2", "-n", name
        )

    def fail_a_third(self) -> str:
        """What the mail server does with a mail."""
        failure = self.chance.choice(["", "", "", "", "refused", "dropped"])
        self.failures[failure or "taken"] += 1
        return failure

    def break_things(self, total: int, kills: int) -> None:
        """Spread the kills over the work there is, and lose Redis twice in between."""
        losses = {kills // 3, 2 * kills // 3}
        for n in range(kills):
            # Each at its own share of the work, so that there is something to break.
            self.wait(lambda n=n: counts()["sent"] >= total * 0.9 * (n + self.chance.random()) / kills)
            if n in losses:
                self.processes.kill("redis")
                time.sleep(self.chance.uniform(1, 4))
                self.start_redis()
                say("Redis was killed and is back, empty")
            self.kill_worker(self.chance.choice(WORKERS))
        say(f"killed {dict(self.killed)}; sent so far {counts()['sent']} of {total}")

    def kill_worker(self, name: str) -> None:
        """A whole worker, which is started again, or one of its processes, which it replaces itself."""
        time.sleep(self.chance.uniform(0, 0.5))
        children = self.processes.children(name)
        if children and self.chance.random() < 0.5:
            os.kill(self.chance.choice(children), signal.SIGKILL)
            self.killed["processes of workers"] += 1
            return
        self.processes.kill(name)
        self.start_worker(name)
        self.killed["whole workers"] += 1

    def send_failed_again(self) -> int:
        """What was given up is sent again, as 督查室 does it, until all is out; how many rounds it took."""
        from departments.models.users import User
        from tracker.reminders.models.reminders import Digest, DigestStatus
        from tracker.reminders.services.sending import resend_digest

        rounds, office = 0, User.objects.get(username="office")
        while failed := list(Digest.objects.filter(status=DigestStatus.FAILED)):
            rounds += 1
            for digest in failed:
                resend_digest(digest=digest, actor=office)
            self.wait(lambda: not unsent())
        return rounds

    def judge(self, people: int, each: int, found: Counter[str], rounds: int) -> int:
        """Compare what should have been said with what came; print the figures; 0 when all held."""
        from tracker.reminders.models.reminders import Digest, Reminder

        said: dict[str, set[int]] = defaultdict(set)
        for name, pk in Reminder.objects.values_list("user__username", "pk"):
            said[name].add(pk)
        digests = {(d.channel, d.user.username): d for d in Digest.objects.select_related("user")}
        came = {"email": self.read_mails(), "webhook": self.read_hooks()}
        wrong: Counter[str] = Counter()
        wrong["reminders missing or said twice"] += sum(len(pks) != each for pks in said.values())
        wrong["people without reminders"] += people - len(said)
        wrong["digests not sent"] += sum(d.status != "sent" for d in digests.values())
        twice: Counter[str] = Counter()
        marked: Counter[str] = Counter()
        for (channel, name), digest in digests.items():
            messages = came[channel].get(name, [])
            wrong[f"{channel}: not arrived"] += not messages
            wrong[f"{channel}: more than one digest"] += len({key for key, _ in messages}) > 1
            wrong[f"{channel}: reminders not in it"] += any(pks != said[name] for _, pks in messages)
            twice[channel] += len(messages) > 1
            marked[channel] += digest.doubtful
            wrong[f"{channel}: came twice, and its page does not say so"] += (
                len(messages) > 1 and not digest.doubtful
            )
        wrong["digests"] += abs(len(digests) - 2 * people)
        print(f"reminders                      {sum(map(len, said.values())):7} to {len(said)} people")
        print(f"digests sent                   {found['sent']:7}")
        print(f"digests given up               {found['failed']:7}, sent again in {rounds} rounds")
        for answer in ("taken", "refused", "dropped"):
            print(f"mails {answer:7}                  {self.failures[answer]:7}")
        for channel, messages_of in came.items():
            print(f"{channel:8} came                  {sum(map(len, messages_of.values())):7}")
            print(f"{channel:8} came twice            {twice[channel]:7}")
            print(f"{channel:8} marked 可能收到两次     {marked[channel]:7}")
        print("webhooks that came twice carry the same idempotency key, mails the same Message-ID")
        bad = {words: n for words, n in wrong.items() if n}
        say(f"WRONG: {bad}" if bad else "every digest arrived, none twice, nothing waits")
        return 1 if bad else 0

    def read_mails(self) -> dict[str, list[tuple[str, set[int]]]]:
        """By person: (Message-ID, the reminders in it) of each mail that was taken."""
        came = defaultdict(list)
        for raw in self.mails.mails:
            message = email.message_from_string(raw)
            payload = message.get_payload(decode=True)
            assert isinstance(payload, bytes)
            came[message["To"].partition("@")[0]].append((message["Message-ID"], _links(payload.decode())))
        return came

    def read_hooks(self) -> dict[str, list[tuple[str, set[int]]]]:
        """By person: (idempotency key, the reminders in it) of each request."""
        came = defaultdict(list)
        for taken in self.hooks.taken:
            key = taken.headers["Idempotency-Key"]
            came[taken.path.rpartition("/")[2]].append((key, _links(taken.body["message"])))
        return came


def _links(body: str) -> set[int]:
    return {int(pk) for pk in re.findall(r"/inboxreminder/(\d+)/", body)}


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _too_long(*_: Any) -> None:
    raise TimeoutError("stopped, or not done within the time limit")


def counts() -> Counter[str]:
    """Digests by state."""
    from django.db.models import Count

    from tracker.reminders.models.reminders import Digest

    return Counter(
        dict(
            Digest.objects.order_by().values_list("status").annotate(n=Count("pk")).values_list("status", "n")
        )
    )


def unsent() -> int:
    """How many digests wait or are being sent."""
    found = counts()
    return found["ready"] + found["sending"]


def set_timetable() -> None:
    """The morning of `ON` again and again, and a turn of sending every other second, by each of the beats."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask

    often, now_and_then = (
        IntervalSchedule.objects.create(every=every, period="seconds") for every in (2, 15)
    )
    PeriodicTask.objects.exclude(name__in=["每日提醒", "发送提醒汇总"]).update(enabled=False)
    send = PeriodicTask.objects.get(name="发送提醒汇总")
    send.interval, send.expire_seconds = often, 10
    send.save()
    morning = PeriodicTask.objects.get(name="每日提醒")
    morning.crontab, morning.interval, morning.args = None, now_and_then, f'["{ON}"]'
    morning.save()


def make_ledger(people: int, each: int, hooks: str) -> None:
    """Units of `PER_UNIT` filers, each unit with `each` signed assignments that are due on `ON`."""
    from departments.models.departments import Department, Region
    from departments.models.users import Membership, User, UserRole
    from policies.models.documents import PolicyDocument
    from policies.models.measures import Measure, Task
    from tracker.reminders.models.channels import Channel, ChannelSetting
    from tracker.reminders.services.secrets import encrypt
    from tracker.work.models.assignments import Assignment, AssignmentMilestone

    region = Region.objects.create(name="云岭省", level="province")
    count = people // PER_UNIT
    units = Department.objects.bulk_create(
        Department(name=f"单位{n}", short_name=f"单位{n}", level="province", region=region)
        for n in range(count + 1)
    )
    office = User.objects.create(username="office", is_staff=True)
    Membership.objects.create(user=office, department=units[-1], role=UserRole.SUPERVISOR)
    users = User.objects.bulk_create(
        User(username=f"user{n}", email=f"user{n}@example.test", is_staff=True, password="!")
        for n in range(count * PER_UNIT)
    )
    Membership.objects.bulk_create(
        Membership(user=user, department=units[n // PER_UNIT], role=UserRole.FILER)
        for n, user in enumerate(users)
    )
    ChannelSetting.objects.filter(kind="webhook").update(offered=True, hosts=hooks)
    Channel.objects.bulk_create(
        Channel(user=user, kind="webhook", secret=encrypt(f"http://{hooks}/told/{user.username}"))
        for user in users
    )
    document = PolicyDocument.objects.create(
        title="工作方案", number="云政发〔2026〕1号", status="dispatched"
    )
    measures = Measure.objects.bulk_create(
        Measure(document=document, position=n, path=["一", str(n)], title=f"事项{n}") for n in range(each)
    )
    tasks = Task.objects.bulk_create(Task(measure=measure, position=0) for measure in measures)
    work = Assignment.objects.bulk_create(
        Assignment(
            document=document, task=task, department=unit, role="responsible", status="active",
            dispatched_on=ON, due_on=ON, must_due_on=ON,
        )
        for task in tasks for unit in units[:-1]
    )  # fmt: skip
    AssignmentMilestone.objects.bulk_create(
        AssignmentMilestone(assignment=one, first_due_on=ON, due_on=ON) for one in work
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
