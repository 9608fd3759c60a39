"""`make run`: the demo on this machine: its data, then web server, worker and scheduler until Ctrl-C.

The made-up 云岭省 in `var/`, or by `make run LEDGERS=jilin` the ledgers of real documents in `var/jilin/`.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HONCHO = Path(sys.executable).with_name("honcho")
MADE_UP, JILIN = "yunling", "jilin"
# What every page says, and a region by which the data are known.
LABELS = {
    MADE_UP: "演示数据：云岭省及其单位、人员、电话、文件均为虚构",
    JILIN: "演示数据：文件、单位和时限取自吉林省公开文件，账号仅供演示",
}
REGIONS = {MADE_UP: "云岭省", JILIN: "吉林省"}


def main(port: int, ledgers: str) -> int:
    """Prepare, start, announce, wait; returns the exit code."""
    if ledgers not in LABELS:
        print(
            f"LEDGERS 只能是 {MADE_UP}（虚构的云岭省，默认）或 {JILIN}（吉林省真实文件）。", file=sys.stderr
        )
        return 1
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            print(
                f"端口{port}已被占用（可能已有一个演示在运行）。可换一个端口：make run PORT=8080",
                file=sys.stderr,
            )
            return 1
    url = f"http://127.0.0.1:{port}/"
    os.environ.update(
        DEMO="true",
        SITE_URL=url,
        DJANGO_SETTINGS_MODULE="config.settings",
        DEMO_LABEL=LABELS[ledgers],
        VAR_DIR=str(var_dir(ledgers)),
    )
    # Before the settings are read: they make folders in var/.
    if "DATABASE_URL" not in os.environ and (
        aside := move_aside(var_dir(), on=date.today(), region=REGIONS[ledgers])
    ):
        print(f"原有的演示数据由本程序的其他版本建立，不能沿用，已移至 {aside}；现在重新建立。", flush=True)
    accounts = prepare(ledgers)
    # The programs of the virtual environment come first.
    environment = os.environ | {
        "LOG_LEVEL": "INFO",
        "PATH": f"{HONCHO.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }
    honcho = subprocess.Popen(
        [HONCHO, "start", "--env", "/dev/null", "--port", str(port)], cwd=ROOT, env=environment
    )
    # Ctrl-C reaches honcho by itself (same terminal); a plain kill is handed on.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: honcho.terminate())
    threading.Thread(target=announce, args=(url, accounts), daemon=True).start()
    code = honcho.wait()
    return 0 if code in (0, 130, 143, -signal.SIGINT, -signal.SIGTERM) else code


def var_dir(ledgers: str = MADE_UP) -> Path:
    """The folder of the demo's data, as the settings choose it; the real ledgers have one of their own."""
    return Path(os.environ.get("VAR_DIR") or ROOT / ("var" if ledgers == MADE_UP else f"var/{ledgers}"))


def move_aside(var: Path, *, on: date, region: str = "") -> Path | None:
    """Rename the folder of data if another version of the program made its database; where it is now.

    Such a database names migrations that are not here, and could neither be used nor brought up to date; or
    it is of another demo, whose units are not those of `region`.
    """
    database = var / "ducha.sqlite3"
    if not database.is_file() or not (unknown_migrations(database) or is_elsewhere(database, region)):
        return None
    names = (f"{var.name}.old-{on}{more}" for more in ("", *(f"-{n}" for n in range(2, 100))))
    aside = next(path for name in names if not (path := var.with_name(name)).exists())
    return var.rename(aside)


def is_elsewhere(database: Path, region: str) -> bool:
    """Whether the database has regions, and not this one among them."""
    with closing(sqlite3.connect(database)) as connection:
        if not region or not _has_table(connection, "departments_region"):
            return False
        names = {name for (name,) in connection.execute("SELECT name FROM departments_region")}
    return bool(names) and region not in names


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
    return found.fetchone() is not None


def unknown_migrations(database: Path) -> list[str]:
    """The migrations of our apps that the database has had, and that are not in the source."""
    folders = {
        path.parent.name: path for path in [*ROOT.glob("*/migrations"), *ROOT.glob("tracker/*/migrations")]
    }
    ours = {*folders, "tracker"}  # once one app
    with closing(sqlite3.connect(database)) as connection:
        if not _has_table(connection, "django_migrations"):
            return []
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return [
        f"{app}.{name}"
        for app, name in applied
        if app in ours and not (app in folders and (folders[app] / f"{name}.py").is_file())
    ]


def prepare(ledgers: str) -> list[str]:
    """Migrate, collect static files, load the demo; returns the lines that name the accounts."""
    sys.path.insert(0, str(ROOT))
    os.environ["LOG_LEVEL"] = "WARNING"
    # Compressing the static files takes about as long as the data: on another core meanwhile.
    collecting = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "collectstatic", "--no-input", "--verbosity", "0"], cwd=ROOT
    )
    import django

    django.setup()
    from django.core.management import call_command

    from demo.accounts import DEMO_PASSWORD
    from demo.accounts import JILIN as OF_JILIN
    from demo.accounts import MADE_UP as OF_MADE_UP

    print("正在准备数据库……", flush=True)
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    call_command("setup_demo", ledgers=ledgers)
    if collecting.wait():
        raise SystemExit("静态文件没有收集成功，请查看上面的信息。")
    accounts = OF_JILIN if ledgers == JILIN else OF_MADE_UP
    return [f"  {a.username:<14} {DEMO_PASSWORD}   {a.role.label}（{a.name}）" for a in accounts]


def announce(url: str, accounts: list[str]) -> None:
    """Say where to go as soon as the address answers."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    else:
        print("网站在一分钟内没有应答，请查看上面的日志。", file=sys.stderr, flush=True)
        return
    line = "=" * 64
    print(
        "\n".join(["", line, f"督查台账已启动：{url}", "账号与密码：", *accounts, "按 Ctrl-C 停止。", line]),
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("PORT") or "8000"), os.environ.get("LEDGERS") or MADE_UP))
