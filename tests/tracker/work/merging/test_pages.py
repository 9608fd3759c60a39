"""并案 on the pages and by the API."""

from tests.admin import as_user, page, queries, said, steps_offered, text
from tests.api import as_user as caller
from tests.api import read, write
from tests.conftest import World
from tests.tracker.work.merging.test_merging import file, two
from tracker.work.merging.models import MergedWork, MergeState
from tracker.work.models.assignments import Assignment

__all__ = ["two"]
FOUND = "/work/mergedwork/found/"


def test_the_office_joins_what_was_found_and_the_pages_say_so(world: World, two: list[Assignment]) -> None:
    office, finance = as_user(world.supervisor), world.departments["省财政厅"]
    html = text(office.get(f"{FOUND}?department={finance.pk}"))
    assert "不是同一件事" in html
    assert "扶持合作社" in html
    asked = queries(office, f"{FOUND}?department={finance.pk}")
    done = office.post(FOUND, {"assignment": [a.pk for a in two], "reason": "同一政策"})
    assert said(done) == ["已并案，今后填报一次即可。"]
    assert queries(office, f"{FOUND}?department={finance.pk}") <= asked
    work = MergedWork.objects.get()
    assert steps_offered(office, page("work_mergedwork", work)) == ["part"]
    filer = as_user(world.filer)
    assert "填报一次即可" in text(filer.get(page("work_assignment", two[0])))
    assert "这份进展同时用于" in text(filer.get(page("work_assignment", two[0], "report")))
    file(world, two[0])
    assert "并案填报，另有1项一并审核" in text(office.get("/work/progressreport/queue/"))
    parted = office.post(page("work_mergedwork", work, "part"), {"reason": "标准不同"})
    assert said(parted)[-1].startswith("已拆案")


def test_a_department_suggests_and_the_office_answers(world: World, two: list[Assignment]) -> None:
    filer, body = as_user(world.filer), {"assignment": [a.pk for a in two]}
    assert "建议并案" in text(filer.get(FOUND))
    assert filer.post(FOUND, {**body, "_decline": "1"}).status_code == 403
    assert "并案建议" not in text(as_user(world.supervisor).get("/"))
    assert said(filer.post(FOUND, body)) == ["已建议并案，请等待督查室答复。"]
    assert "并案建议" in text(as_user(world.supervisor).get("/"))
    work = MergedWork.objects.get()
    assert as_user(world.other_filer).get(page("work_mergedwork", work)).status_code == 404
    assert as_user(world.other_filer).post(FOUND, body).status_code == 404
    assert steps_offered(filer, page("work_mergedwork", work)) == []
    office = as_user(world.supervisor)
    assert steps_offered(office, page("work_mergedwork", work)) == ["accept", "decline"]
    office.post(page("work_mergedwork", work, "decline"), {"reason": "标准不同"})
    work.refresh_from_db()
    assert (work.state, work.answer) == (MergeState.DISMISSED, "标准不同")
    assert "没有找到" in text(filer.get(FOUND))


def test_what_somebody_knows_to_be_the_same_is_chosen_in_the_list(
    world: World, two: list[Assignment]
) -> None:
    office, filer, address = as_user(world.supervisor), as_user(world.filer), "/work/assignment/"
    body = {"action": "merge_many", "_selected_action": [a.pk for a in two]}
    one = office.post(address, {**body, "_selected_action": [two[0].pk]}, follow=True)
    assert "请选择同一单位的2至20项事项并案" in text(one)
    assert "下列2项并案后" in text(office.post(address, body))
    theirs = Assignment.objects.exclude(department=two[0].department).first()
    mixed = {**body, "_selected_action": [two[0].pk, theirs.pk], "reason": ""}
    assert "只有同一单位的事项才能并案" in text(office.post(address, mixed))
    assert "经督查室同意并案" in text(filer.post(address, body))
    assert said(filer.post(address, {**body, "reason": "同一政策"})) == ["已建议并案，请等待督查室答复。"]
    suggested = MergedWork.objects.get()
    assert (suggested.state, suggested.reason) == (MergeState.SUGGESTED, "同一政策")
    assert "merge_many" not in text(as_user(world.leader).get(address))


def test_by_the_api(world: World, two: list[Assignment]) -> None:
    office, filer = caller(world.supervisor), caller(world.filer)
    finance, ids = world.departments["省财政厅"].pk, [a.pk for a in two]
    [pair] = read(filer, "merged-works/found/", department=finance)
    assert [pair["left"], pair["right"]] == ids
    other = caller(world.other_filer)
    assert other.get("/api/v1/merged-works/found/", {"department": finance}).status_code == 404
    write(other, "merged-works/", {"assignments": ids}, expect=404)
    suggested = write(filer, "merged-works/", {"assignments": ids}, expect=201)
    assert (suggested["state"], suggested["members"]) == ("suggested", ids)
    address = f"merged-works/{suggested['id']}/"
    write(filer, f"{address}answer/", {"accept": True}, expect=403)
    assert write(office, f"{address}answer/", {"accept": True})["state"] == "joined"
    assert write(office, f"{address}part/", {"reason": "分开", "assignment": ids[0]})["members"] == []
    write(office, "merged-works/dismiss/", {"assignments": ids}, expect=201)
    assert [row["state"] for row in read(filer, "merged-works/")] == ["dismissed", "parted"]
