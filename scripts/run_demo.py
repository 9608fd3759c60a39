"""`make run`: the demo on this machine: its data, then web server, worker and scheduler until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HONCHO = Path(sys.executable).with_name("honcho")


def main(port: int) -> int:
    """Prepare, start, announce, wait; returns the exit code."""
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
    os.environ.update(DEMO="true", SITE_URL=url, DJANGO_SETTINGS_MODULE="config.settings")
    accounts = prepare()
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


def prepare() -> list[str]:
    """Migrate, collect static files, load the demo; returns the lines that name the accounts."""
    sys.path.insert(0, str(ROOT))
    os.environ["LOG_LEVEL"] = "WARNING"
    import django

    django.setup()
    from django.core.management import call_command

    from demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("setup_demo")
    return [f"  {user:<14} {DEMO_PASSWORD}   {role.label}（{name}）" for user, name, role, _ in DEMO_ACCOUNTS]


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
    sys.exit(main(int(os.environ.get("PORT") or "8000")))
