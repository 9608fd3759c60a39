"""`manage.py remind [--on YYYY-MM-DD] [--dry-run]`: the sweep by hand, on any day."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common import clock
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.enclosing import write_covers
from tracker.reminders.services.sending import send_digests
from tracker.reminders.services.sweeping import sweep


class Command(BaseCommand):
    help = "生成并发送某日的督查提醒；重复执行不会重复提醒"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="日期，如2026-12-31，默认今天")
        parser.add_argument("--dry-run", action="store_true", help="只显示将要提醒的内容，不写入、不发送")

    def handle(self, *, on: date | None, dry_run: bool, **options: Any) -> None:
        outcome = sweep(on=on or clock.today(), dry_run=dry_run)
        self.stdout.write(outcome.message)
        if dry_run:
            for reminder in outcome.reminders:
                self.stdout.write(f"  {reminder.user.username}：{reminder.subject}：{reminder.message}")
            return
        build_digests(on=outcome.on)
        write_covers(on=outcome.on)
        self.stdout.write(send_digests(now=timezone.now).message)
