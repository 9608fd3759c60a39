"""Many people at work at the same time: each is a generator that says when it goes on.

A generator yields the moment of its next step and takes the step when it is resumed. The schedule resumes
them in the order of their moments and sets the clock to each; what lies after the end never happens.
"""

import heapq
import random
from collections.abc import Callable, Generator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from common.workdays import is_workday
from demo.past import Past
from departments.daysoff.selectors import days_off

SHANGHAI = ZoneInfo("Asia/Shanghai")
Steps = Generator[datetime, None, None]


class Schedule:
    """The steps that lie ahead, and the clock."""

    def __init__(self, past: Past, *, end: datetime) -> None:
        self.past, self.end = past, end
        self.today = end.astimezone(SHANGHAI).date()
        self._waiting: list[tuple[datetime, int, Steps]] = []
        self._count = 0
        self._off = days_off()

    @property
    def on(self) -> date:
        """The day at which the demo is."""
        return self.past.moment.astimezone(SHANGHAI).date()

    def begin(self, steps: Steps) -> None:
        """Somebody starts: the generator runs to its first moment."""
        self._count += 1
        moment = next(steps, None)
        if moment is not None and moment <= self.end:
            heapq.heappush(self._waiting, (max(moment, self.past.moment), self._count, steps))

    def run(self, say: Callable[[str], None]) -> None:
        """Everything up to the end, in the order of time; says at which month it is."""
        month = ""
        while self._waiting:
            self.past.moment, count, steps = heapq.heappop(self._waiting)
            if month != (month := f"{self.on.year}年{self.on.month}月"):
                say(f"正在建立演示数据：{month}……")
            moment = next(steps, None)
            if moment is not None and moment <= self.end:
                heapq.heappush(self._waiting, (max(moment, self.past.moment), count, steps))
        self.past.moment = self.end

    def at(self, day: date, chance: random.Random) -> datetime:
        """A moment within the hours of work on the day, or on the next working day."""
        while not is_workday(day, self._off)[0]:
            day += timedelta(days=1)
        minutes = chance.randint(9 * 60, 17 * 60)
        return datetime.combine(day, time(minutes // 60, minutes % 60), SHANGHAI)

    def later(self, days: int, chance: random.Random) -> datetime:
        """Some days after the day at which the demo is."""
        return self.at(self.on + timedelta(days=days), chance)
