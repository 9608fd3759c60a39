"""The pages, the file and the API of 上下对照."""

import io

from openpyxl import load_workbook

from policies.alignment.models import AlignedPair, Alignment
from tests.admin import as_user, page, queries, said, text
from tests.api import as_user as caller
from tests.api import read, write
from tests.conftest import World
from tests.policies.alignment.test_aligning import ROADS, laid
from tests.policies.alignment.test_aligning import said as ordered

__all__ = ["laid"]


def test_the_office_lays_two_documents_side_by_side_and_checks_them(world: World, laid: Alignment) -> None:
    office = as_user(world.supervisor)
    third = world.document(
        number="白政发〔2026〕1号", title="白石市方案", measures=[ordered("修建公路", ROADS.format(7))]
    )
    made = office.post("/policies/alignment/new/", {"upper": laid.upper_id, "lower": third.pk})
    alignment = Alignment.objects.get(lower=third)
    assert made["Location"] == page("policies_alignment", alignment)
    again = office.post("/policies/alignment/new/", {"upper": laid.upper_id, "lower": third.pk})
    assert "已有对照" in text(again)
    board = text(office.get(page("policies_alignment", laid)))
    assert board.index("建设学校") < board.index("数值不同：上级300公里，下级40公里")
    address, pair = f"/policies/alignment/{laid.pk}/decide/", laid.pairs.first()
    done = office.post(address, {"pair": pair.pk, "_right": "1", "next": f"pair-{pair.pk}"})
    assert done["Location"].endswith(f"#pair-{pair.pk}")
    pair.refresh_from_db()
    assert pair.state == "confirmed"
    schools = laid.upper.measures.get(title="建设学校")
    done = office.post(address, {"upper": schools.pk, "lower": "none"})
    assert said(done)[-1].endswith("没有对应的举措。")
    assert "已确认无对应" in text(office.get(page("policies_alignment", laid)))
    assert office.post(address, {"pair": pair.pk, "lower": schools.pk}).status_code == 404
    assert said(office.post(address, {"_all": "1"}))[-1] == "已确认1对。"


def test_leaders_read_and_departments_find_nothing(world: World, laid: Alignment) -> None:
    leader, filer = as_user(world.leader), as_user(world.filer)
    assert (
        "确认" not in text(leader.get(page("policies_alignment", laid))).split("键盘")[0].split("待确认")[0]
    )
    assert leader.post(f"/policies/alignment/{laid.pk}/decide/", {"_all": "1"}).status_code == 403
    assert leader.get("/policies/alignment/new/").status_code == 403
    for address in (page("policies_alignment", laid), f"/policies/alignment/{laid.pk}/xlsx/"):
        assert filer.get(address).status_code in (403, 404)
    assert set(AlignedPair.objects.values_list("state", flat=True)) == {"proposed"}


def test_the_file_names_first_what_has_no_counterpart(world: World, laid: Alignment) -> None:
    answer = as_user(world.leader).get(f"/policies/alignment/{laid.pk}/xlsx/")
    book = load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book["举措对照"].iter_rows(min_row=3)]
    assert [(row[0], row[2] or row[5]) for row in rows] == [
        ("无对应", "建设学校"),
        ("有不同", "修建公路"),
        ("一致", "改善卫生院"),
        ("下级新增", "举办丰收节"),
    ]
    assert "下级40公里" in str(rows[1][7])
    assert book["指标对照"]["B3"].value == "窗口数（个）"


def test_the_page_asks_as_many_questions_for_long_documents_as_for_short(
    world: World, laid: Alignment
) -> None:
    client = as_user(world.supervisor)
    few = queries(client, page("policies_alignment", laid))
    rows = [ordered(f"事项{i}", f"做好第{i}类事项的登记和统计工作。", "2026-06-30") for i in range(12)]
    first = world.document(number="云政发〔2026〕5号", title="长甲", measures=rows)
    second = world.document(number="云政发〔2026〕6号", title="长乙", measures=rows)
    write(caller(world.supervisor), "alignments/", {"upper": first.pk, "lower": second.pk}, expect=201)
    many = Alignment.objects.get(upper=first)
    assert many.pairs.count() >= 10
    assert queries(client, page("policies_alignment", many)) <= few


def test_by_the_api(world: World, laid: Alignment) -> None:
    api = caller(world.supervisor)
    shown = read(api, f"alignments/{laid.pk}/")
    assert [m["title"] for m in shown["without"]] == ["建设学校"]
    assert [row["id"] for row in read(api, "alignments/")] == [laid.pk]
    decide = f"alignments/{laid.pk}/decide/"
    write(api, decide, {}, expect=400)
    pair, other = (row["id"] for row in shown["pairs"])
    write(api, decide, {"pair": pair, "right": False})
    write(api, decide, {"upper": shown["without"][0]["id"]})
    assert write(api, decide, {"all_proposed": True})["pairs"][0]["id"] == other
    assert sorted(AlignedPair.objects.values_list("state", flat=True)) == [
        "confirmed",
        "confirmed",
        "rejected",
    ]
    write(caller(world.leader), decide, {"all_proposed": True}, expect=403)
    assert caller(world.filer).get(f"/api/v1/alignments/{laid.pk}/").status_code == 403
    assert caller(world.leader).get(f"/api/v1/alignments/{laid.pk}/xlsx/").content.startswith(b"PK")
