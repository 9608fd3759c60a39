"""`verify_record`: has anything been changed that is only ever added to?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.record.chain.heads import head_in_words
from departments.record.chain.verifying import verify


class Command(BaseCommand):
    help = "核对封存链：说出第一处不符和尚未封存的行数；不符时退出码不为0"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--known",
            action="append",
            default=[],
            metavar="序号:封存值",
            help="另行保存（打印、邮件）的封存值，可给多个",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(known=_known(options["known"]))
        for name, value in head_in_words(verdict.head):
            self.stdout.write(f"{name}：{value}")
        self.stdout.write(f"已核对：{verdict.links}条封存记录，{verdict.rows}行")
        if verdict.unsealed:
            counts = "，".join(f"{table} {count}行" for table, count in verdict.unsealed.items())
            self.stdout.write(f"尚未封存：{counts}")
        if verdict.unguarded:
            self.stdout.write(f"缺少保护（触发器被删除或停用）：{'、'.join(verdict.unguarded)}")
        if verdict.broken:
            self.stdout.write(f"第一处不符：{verdict.broken[0]}")
            for further in verdict.broken[1:]:
                self.stdout.write(f"另有：{further}")
        if not verdict.holds:
            raise CommandError("核对不通过。")
        self.stdout.write("核对通过。")


def _known(given: list[str]) -> dict[int, str]:
    known = {}
    for one in given:
        number, _, digest = one.partition(":")
        if not (number.isdecimal() and digest):
            raise CommandError(f"“{one}”不是“序号:封存值”。")
        known[int(number)] = digest.strip().lower()
    return known
