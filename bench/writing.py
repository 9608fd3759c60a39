"""`python -m bench.writing`: a document of 50 measures handed to 60 counties; everything is taken back."""

import os
import sys
import time

from common import clock

MEASURES, COUNTIES = 50, 60
MOST_SECONDS, MOST_STATEMENTS = 5.0, 120


def main() -> int:
    """ActorRole it out, count and time; 1 when an aim is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from departments.models.departments import Department, DepartmentGroup, Region
    from departments.models.users import User
    from policies.models.documents import DocumentStatus, PolicyDocument
    from policies.models.measures import Measure, Milestone, Responsibility, Role, Task
    from tracker.work.services.dispatching import dispatch_document

    on = clock.today()
    end = on.replace(month=12, day=31)
    governments = Department.objects.filter(level="county", kind="people_government")[:COUNTIES]
    with transaction.atomic():
        group = DepartmentGroup.objects.create(name="六十个县政府", region=Region.objects.all()[0])
        group.members.set(governments)
        document = PolicyDocument.objects.create(title="县域重点任务", status=DocumentStatus.CONFIRMED)
        for n in range(MEASURES):
            measure = Measure.objects.create(document=document, position=n, path=[str(n + 1)], title="任务")
            task = Task.objects.create(measure=measure, position=0)
            Responsibility.objects.create(
                task=task, position=0, printed_name=group.name, role=Role.RESPONSIBLE, group=group
            )
            Milestone.objects.create(task=task, position=0, phrase="年底前", due_on=end)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            actor = User.objects.get(username="office-1")
            outcome = dispatch_document(document=document, actor=actor, on=on)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    made, statements = len(outcome.created), len(seen.captured_queries)
    print(f"{made} assignments in {seconds:.2f} s (at most {MOST_SECONDS}), {statements} statements")
    return 0 if seconds < MOST_SECONDS and statements < MOST_STATEMENTS else 1


if __name__ == "__main__":
    sys.exit(main())
