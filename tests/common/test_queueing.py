"""While the queue is away, what was asked for is noted and waits."""

import pytest
from kombu.exceptions import OperationalError

from tests.api import ROOT, as_user
from tests.conftest import World
from tracker.ledger import tasks
from tracker.ledger.models import Export, ExportState
from tracker.ledger.services.exporting import waiting_exports

pytestmark = pytest.mark.django_db


def test_an_export_is_taken_and_made_when_the_queue_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*given: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.export_ledger, "delay", away)
    answer = as_user(world.filer).post(f"{ROOT}ledger-exports/", {}, format="json")
    assert answer.status_code == 202, answer.content
    [export] = Export.objects.all()
    assert export.state == ExportState.WAITING
    assert list(waiting_exports()) == [export.pk]
