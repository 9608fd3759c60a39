"""知悉范围 on pages, in the API and in the record of use."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from departments.models.users import User, UserRole
from policies.models.documents import PolicyDocument
from policies.readers.models import Circle
from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.config.crawl import passing
from tests.conftest import World
from tests.policies.readers.test_circles import close
from tracker.work.models.assignments import Assignment

pytestmark = pytest.mark.django_db
DOCUMENT = "policies_policydocument"


def api(document: PolicyDocument, more: str = "") -> str:
    return f"/api/v1/documents/{document.pk}/circle/{more}"


class TestPage:
    def test_the_office_names_units_and_persons_and_the_page_shows_them(self, world: World) -> None:
        document, client = world.dispatched(), as_user(world.supervisor)
        asked = {
            "units": [world.departments["省财政厅"].pk],
            "persons": [world.leader.pk],
            "reason": "涉及人事",
        }
        done = client.post(page(DOCUMENT, document, "set_circle"), asked)
        assert said(done) == ["知悉范围已设定，其他人不再看到这份文件。"]
        shown = text(client.get(page(DOCUMENT, document)))
        for words in ("限定知悉", "单位：省财政厅", "supervisor", "原因：涉及人事"):
            assert words in shown
        assert "open-circle" in steps_offered(client, page(DOCUMENT, document))
        assert f"{document.title}〔限定知悉〕" in text(client.get(page(DOCUMENT)))

    def test_the_form_stands_as_it_was_set(self, world: World) -> None:
        document = world.document()
        close(world, document, persons=[world.leader])
        form = as_user(world.supervisor).get(page(DOCUMENT, document, "set_circle")).context["form"]
        assert set(form.initial["persons"]) == {world.supervisor, world.leader}

    def test_it_is_opened_again_with_a_reason(self, world: World) -> None:
        document, client = world.document(), as_user(world.supervisor)
        close(world, document)
        client.post(page(DOCUMENT, document, "lift_circle"), {"reason": "已公开"})
        assert not Circle.objects.exists()
        assert "取消知悉范围" in text(client.get(page(DOCUMENT, document)))

    def test_the_assignment_and_the_measure_bear_the_mark(self, world: World) -> None:
        document = world.dispatched()
        close(world, document)
        assignment = world.assignment("省财政厅")
        for client in (as_user(world.supervisor), as_user(world.filer)):
            assert "限定知悉" in text(client.get(page("work_assignment", assignment)))
            assert "限定知悉" in text(client.get(page("policies_measure", assignment.task.measure)))

    def test_an_outsider_finds_no_page_and_no_step(self, world: World) -> None:
        document = world.dispatched()
        close(world, document)
        world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
        for name in ("office2", "leader"):
            client = as_user(User.objects.get(username=name))
            for step in ("", "history", "set_circle", "archive", "dispatch_again"):
                assert client.get(page(DOCUMENT, document, step)).status_code == 404
            assert client.post(page(DOCUMENT, document, "lift_circle"), {"reason": "x"}).status_code == 404
        assert Circle.objects.exists()


class TestApi:
    def test_it_is_set_read_and_lifted(self, world: World) -> None:
        document, client = world.dispatched(), as_user(world.supervisor)
        assert client.get(api(document)).json() == {
            "closed": False,
            "units": [],
            "persons": [],
            "changes": [],
        }
        body = {"persons": [world.leader.pk], "reason": "涉及人事"}
        answer = client.put(api(document), body, content_type="application/json").json()
        assert answer["closed"] is True
        assert sorted(one["name"] for one in answer["persons"]) == ["leader", "supervisor"]
        assert answer["changes"][0]["reason"] == "涉及人事"
        assert as_user(world.filer).get(api(document)).json()["persons"] == []  # a holder learns no names
        lifted = client.post(api(document, "lift/"), {"reason": "已公开"}, content_type="application/json")
        assert lifted.status_code == 204
        assert client.get(api(document)).json()["closed"] is False

    def test_to_outsiders_it_is_not_there(self, world: World) -> None:
        document = world.dispatched()
        close(world, document)
        client = as_user(world.user("office2", UserRole.SUPERVISOR, "省政府督查室"))
        body = {"reason": "看看"}
        assert client.get(api(document)).status_code == 404
        assert client.put(api(document), body, content_type="application/json").status_code == 404
        assert client.post(api(document, "lift/"), body, content_type="application/json").status_code == 404

    def test_units_and_leaders_do_not_set_it(self, world: World) -> None:
        document = world.dispatched()
        for user in (world.leader, world.filer, world.auditor):
            answer = as_user(user).put(api(document), {"reason": "x"}, content_type="application/json")
            assert answer.status_code == 403

    def test_an_administrator_is_not_named(self, world: World) -> None:
        body = {"persons": [world.auditor.pk], "reason": "x"}
        client = as_user(world.supervisor)
        answer = client.put(api(world.document()), body, content_type="application/json")
        assert answer.status_code == 400

    def test_a_matter_is_closed_from_the_first_moment(self, world: World) -> None:
        body: dict[str, Any] = {
            "text": "核查反映的问题",
            "origin": "petition",
            "units": [{"role": "lead", "department": world.departments["省财政厅"].pk}],
            "dispatch": True,
            "circle": {"persons": [world.leader.pk]},
        }
        client = as_user(world.supervisor)
        made = client.post(reverse("matter-list"), body, content_type="application/json")
        assert made.status_code == 201
        office = as_user(world.user("office2", UserRole.SUPERVISOR, "省政府督查室"))
        assert office.get(reverse("matter-list")).json()["results"] == []
        for user in (world.supervisor, world.leader, world.filer):
            assert len(as_user(user).get(reverse("matter-list")).json()["results"]) == 1


class TestInsiders:
    def test_what_they_see_counts_it_everywhere(self, world: World) -> None:
        addresses = [
            *("/", "/overview/", "/overview/daily/", "/owing/", "/ledger/", "/work/assignment/"),
            *("/scorecard/scoreformula/scorecard/", "/api/v1/assignments/", "/api/v1/overview/"),
            *(
                "/api/v1/daily/",
                "/api/v1/scorecard/",
                "/policies/measure/",
                "/work/event/",
                "/api/v1/events/",
            ),
            *("/find/?q=窗口", "/api/v1/search/?q=窗口", "/api/v1/documents/"),
        ]
        document = world.dispatched(on=date(2025, 12, 1))
        readers = [world.supervisor, world.leader]

        def seen() -> list[str]:
            pages = [as_user(user).get(address) for user in readers for address in addresses]
            assert {answer.status_code for answer in pages} == {200}
            return [_figures(answer) for answer in pages]

        before = seen()
        close(world, document, persons=readers)
        assert seen() == before

    def test_a_list_takes_as_many_statements_with_circles_as_without(self, world: World) -> None:
        for n in range(3):
            world.dispatched(title=f"方案{n}", number=f"云政发〔2026〕{n}0号")
        client = as_user(world.supervisor)
        addresses = ("/work/assignment/", "/ledger/", "/overview/", "/", page(DOCUMENT))
        for address in addresses:
            client.get(address)  # the first look fills what is kept
        before = {address: queries(client, address) for address in addresses}
        for document in PolicyDocument.objects.all():
            close(world, document, persons=[world.leader])
        assert {address: queries(client, address) for address in addresses} == before

    @pytest.mark.parametrize("compiled", [True, False])
    def test_compiled_queries_and_plain_ones_keep_the_same_out(
        self, world: World, settings: Any, compiled: bool
    ) -> None:
        settings.COMPILED_QUERIES = compiled
        client = as_user(world.leader)
        document = world.dispatched()
        assignment = Assignment.objects.first()
        assert assignment is not None
        one = f"/api/v1/assignments/{assignment.pk}/"
        assert len(client.get("/api/v1/assignments/").json()["results"]) > 0
        assert client.get(one).status_code == 200
        close(world, document)
        assert client.get("/api/v1/assignments/").json()["results"] == []
        assert client.get(one).status_code == 404
        close(world, document, persons=[world.leader])
        assert client.get(one).status_code == 200


def _figures(answer: Any) -> str:
    """The answer without what passes."""
    return passing(answer.content.decode())
