"""`manage.py make_ledger --assignments N`: a made-up ledger of any size, for measuring (PostgreSQL)."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from common import clock
from demo.synthetic.ledger import make_ledger
from demo.synthetic.work import NotEnoughError
from tracker.work.models.assignments import Assignment


class Command(BaseCommand):
    help = "生成任意规模的虚构台账，供性能测试使用（仅限 PostgreSQL；不得用于正式库）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--assignments", type=int, required=True, help="交办事项总数，如1000000")
        parser.add_argument("--open", type=int, dest="in_work", help="其中未办结的项数，默认十分之一")
        parser.add_argument("--seed", type=int, default=1, help="随机种子；相同的种子生成相同的台账")
        parser.add_argument("--on", type=date.fromisoformat, help="台账所处的日期，默认今天")
        parser.add_argument("--into-existing", action="store_true", help="库中已有台账时仍然追加")

    def handle(
        self,
        *,
        assignments: int,
        in_work: int | None,
        seed: int,
        on: date | None,
        into_existing: bool,
        **options: Any,
    ) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("仅支持 PostgreSQL，请设置 DATABASE_URL。")
        in_work = assignments // 10 if in_work is None else in_work
        if assignments < 1 or in_work < 0:
            raise CommandError("项数应为正数。")
        if not into_existing and Assignment.objects.exists():
            raise CommandError("库中已有台账。确要追加虚构数据的，请加上 --into-existing。")
        try:
            outcome = make_ledger(
                assignments=assignments,
                in_work=in_work,
                seed=seed,
                on=on or clock.today(),
                say=self.stdout.write,
            )
        except NotEnoughError as error:
            raise CommandError(f"未办结的占比过高（{error}），请减少 --open。") from None
        for table, rows in outcome.rows.items():
            self.stdout.write(f"{table:<45}{rows:>12,}")
        self.stdout.write(f"共{sum(outcome.seconds.values()):.0f}秒。")
