"""`python -m bench.load [--users 50] [--seconds 120]`: many people at once, reading and filing.

The program under gunicorn on loopback, as `docker-compose.yml` starts it; locust's users read lists and
their desk, open what they find, file and approve. First one user alone, then all of them. Ends with 1 when
a request failed, or when p95 of all is more than five times the median of the one.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FACTOR = 5


def main() -> int:
    """Run both, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bench.scene import Scene, session, token
    from bench.web import served

    scene = Scene.look()
    os.environ["LOAD_DEPARTMENT"] = str(scene.department)
    os.environ["LOAD_FILER"] = token(scene.filer)["Authorization"]
    os.environ["LOAD_OFFICE"] = token(scene.supervisor)["Authorization"]
    os.environ["LOAD_COOKIE"] = session(scene.filer)["Cookie"]
    os.environ["LOAD_FILING"] = ",".join(map(str, scene.to_file(500)))
    with served("config.wsgi", workers=options.workers, probe="/healthz") as server:
        alone = _run(server.port, 1, options.seconds)
        together = _run(server.port, options.users, options.seconds)
    for who, found in (("one user", alone), (f"{options.users} users", together)):
        print(f"{who:<20}{'requests':>10}{'failed':>8}{'median':>9}{'p95':>9}")
        for row in found:
            print(
                f"  {row['Name']:<18}{row['Request Count']:>10}{row['Failure Count']:>8}"
                f"{row['50%']:>6} ms{row['95%']:>6} ms"
            )
    failed = int(alone[-1]["Failure Count"]) + int(together[-1]["Failure Count"])
    ratio = float(together[-1]["95%"]) / max(float(alone[-1]["50%"]), 1)
    print(f"p95 of all is {ratio:.1f} times the median of one (at most {FACTOR}); {failed} failed")
    return 1 if failed or ratio > FACTOR else 0


def _run(port: int, users: int, seconds: int) -> list[dict[str, str]]:
    """What locust found, for each kind of request and, last, for all."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "locust", "-f", __file__, "--headless", "--only-summary"]
        command += ["--host", f"http://127.0.0.1:{port}", "-u", str(users), "-r", str(min(users, 10))]
        command += ["-t", f"{seconds}s", "--csv", f"{folder}/found", "--exit-code-on-error", "0"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with (Path(folder) / "found_failures.csv").open() as file:
            for failure in csv.DictReader(file):
                print(f"{failure['Occurrences']} times: {failure['Name']}: {failure['Error']}")
        with (Path(folder) / "found_stats.csv").open() as file:
            return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())

from locust import HttpUser, between, task  # noqa: E402  (it patches the sockets, which the server's start needs whole)


class Person(HttpUser):
    """Two thirds read, one third files; the office reads and approves."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Who it is."""
        self.filer = {"Authorization": os.environ["LOAD_FILER"]}
        self.office = {"Authorization": os.environ["LOAD_OFFICE"]}
        self.filing = os.environ["LOAD_FILING"].split(",")

    @task(4)
    def look_at_the_overdue(self) -> None:
        """The list that everybody opens, and its next page."""
        found: Any = self.client.get("/api/v1/overdue/", headers=self.office, name="overdue").json()
        if random.random() < 0.3 and found["next"]:
            path = "/" + found["next"].split("/", 3)[3]
            self.client.get(path, headers=self.office, name="overdue, next")

    @task(4)
    def look_at_ones_own(self) -> None:
        """A unit's overdue rows."""
        path = f"/api/v1/overdue/?department={os.environ['LOAD_DEPARTMENT']}"
        self.client.get(path, headers=self.filer, name="overdue of a unit")

    @task(2)
    def look_at_the_desk(self) -> None:
        """The first page of a filer."""
        self.client.get("/", headers={"Cookie": os.environ["LOAD_COOKIE"]}, name="desk")

    @task(2)
    def read_one(self) -> None:
        """All about one assignment."""
        path = f"/api/v1/assignments/{random.choice(self.filing)}/"
        self.client.get(path, headers=self.filer, name="assignment")

    @task(3)
    def file(self) -> None:
        """A report; every other one is approved at once."""
        body = {"percent": 100, "narrative": "本周完成现场验收，正在整理资料。"}
        path = f"/api/v1/assignments/{random.choice(self.filing)}/report/"
        answer = self.client.post(path, json=body, headers=self.filer, name="file")
        if answer.status_code == 201 and random.random() < 0.5:
            self.client.post(
                f"/api/v1/reports/{answer.json()['id']}/approve/",
                json={},
                headers=self.office,
                name="approve",
            )
