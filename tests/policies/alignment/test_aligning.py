"""上下对照: pairs proposed, decided and corrected by a person; what differs is said."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from common.errors import NotAllowed
from policies.alignment.models import AlignedPair, Alignment, PairState
from policies.alignment.selectors import AlignmentView, numbers_of
from policies.alignment.services import (
    align_documents,
    confirm_proposed,
    decide_pair,
    pair_measures,
    propose_again,
)
from policies.models.documents import PolicyDocument
from policies.services.importing import import_file
from tests.conftest import World
from tests.refusals import refused
from tests.world import deadline, measure, unit

logger = logging.getLogger(__name__)
HAND = json.loads((Path(__file__).parent / "tcm_pairs.json").read_text())


def said(title: str, text: str, day: str = "") -> dict[str, Any]:
    row = measure(["一", title], title, [unit("省财政厅")], [deadline(f"{day}前", day)] if day else [])
    row["text"] = f"{title}。{text}"
    return row


ROADS = "改造县乡道路{}公里，硬化通村道路，完善养护机制。"
SCHOOLS = "新建寄宿制学校20所，配齐食堂宿舍，补充教师。"
CLINICS = "更新检查设备，开设慢性病门诊，培训全科医生。"


@pytest.fixture
def laid(world: World) -> Alignment:
    """A city's plan beside the province's: one measure left out, one with less and later, one as it was."""
    upper = world.document(
        measures=[
            said("修建公路", ROADS.format(300), "2026-06-30"),
            said("建设学校", SCHOOLS),
            said("改善卫生院", CLINICS),
        ]
    )
    lower = world.document(
        number="青政发〔2026〕1号",
        title="青川市方案",
        measures=[
            said("修建全市公路", ROADS.format(40), "2026-12-31"),
            said("改善卫生院", CLINICS),
            said("举办丰收节", "组织民俗展演，展销农副产品，评选种粮能手。"),
        ],
    )
    return align_documents(upper=upper, lower=lower, actor=world.supervisor)


def pairs(alignment: Alignment) -> list[tuple[str, str, str]]:
    rows = alignment.pairs.select_related("upper", "lower").order_by("id")
    return [(p.upper.title, p.lower.title if p.lower else "", str(p.state)) for p in rows]


def test_counterparts_are_proposed_and_what_differs_is_said(laid: Alignment) -> None:
    view = AlignmentView(laid)
    assert [m.title for m, _ in view.upper_without] == ["建设学校"]
    assert [m.title for m in view.lower_without] == ["举办丰收节"]
    roads, clinics = view.pairs
    assert roads.differences == [
        "数值不同：上级300公里，下级40公里",
        "时限不同：上级2026-06-30，下级2026-12-31",
        "下级时限晚于上级",
    ]
    assert clinics.differences == []
    assert "".join(piece.text for piece in roads.upper.pieces) == roads.upper.measure.text
    assert any(piece.changed and "40" in piece.text for piece in roads.lower.pieces)


def test_a_person_confirms_rejects_and_corrects(world: World, laid: Alignment) -> None:
    roads, clinics = laid.pairs.order_by("upper__position")
    office = world.supervisor
    decide_pair(pair=clinics, right=True, actor=office)
    schools = laid.upper.measures.get(title="建设学校")
    festival = laid.lower.measures.get(title="举办丰收节")
    pair_measures(alignment=laid, upper=roads.upper, lower=festival, instead_of=roads, actor=office)
    pair_measures(alignment=laid, upper=schools, lower=None, actor=office)
    assert pairs(laid) == [
        ("修建公路", "修建全市公路", "rejected"),
        ("改善卫生院", "改善卫生院", "confirmed"),
        ("修建公路", "举办丰收节", "confirmed"),
        ("建设学校", "", "confirmed"),
    ]
    assert propose_again(alignment=laid, actor=office) == 0
    view = AlignmentView(laid)
    [(without, none)] = view.upper_without
    assert (without.title, none.decided_by) == ("建设学校", office)
    assert [m.title for m in view.lower_without] == ["修建全市公路"]
    again = pair_measures(
        alignment=laid, upper=schools, lower=laid.lower.measures.get(title="修建全市公路"), actor=office
    )
    assert again.state == PairState.CONFIRMED
    assert laid.pairs.get(upper=schools, lower=None).state == PairState.REJECTED
    assert roads.history.count() == 2


def test_all_that_is_proposed_is_confirmed_at_once(world: World, laid: Alignment) -> None:
    assert confirm_proposed(alignment=laid, actor=world.supervisor) == 2
    assert set(AlignedPair.objects.values_list("state", flat=True)) == {"confirmed"}


def test_only_the_office_lays_documents_side_by_side_and_each_two_once(world: World, laid: Alignment) -> None:
    with refused("alignment_exists"):
        align_documents(upper=laid.upper, lower=laid.lower, actor=world.supervisor)
    with refused("alignment_same_document"):
        align_documents(upper=laid.upper, lower=laid.upper, actor=world.supervisor)
    for user in (world.leader, world.filer):
        with pytest.raises(NotAllowed):
            confirm_proposed(alignment=laid, actor=user)
    foreign = world.document(number="云政发〔2026〕9号", title="另一份").measures.first()
    with refused("alignment_measure_foreign"):
        pair_measures(
            alignment=laid, upper=laid.upper.measures.first(), lower=foreign, actor=world.supervisor
        )


def test_numbers_are_read_with_their_units_and_years_are_none() -> None:
    text = "2025年底前培训1.5万人次，覆盖率达到８５％，建成3个中心（云政发〔2026〕3号第12条）。"
    assert numbers_of(text) == ["1.5万人次", "85%", "3个"]


@pytest.mark.corpus
def test_the_citys_plan_beside_the_provinces_as_a_reader_pairs_them(world: World, corpus: Path) -> None:
    for name in ("000_220a2f621e181aa6.txt", "001_5d51dfe35bbbdcda.txt"):
        import_file(name=name, content=(corpus / name).read_bytes(), actor=world.supervisor)
    upper = PolicyDocument.objects.get(number=HAND["upper"])
    lower = PolicyDocument.objects.get(number=HAND["lower"])
    alignment = align_documents(upper=upper, lower=lower, actor=world.supervisor)
    view = AlignmentView(alignment)
    found = {("/".join(p.upper.measure.path), "/".join(p.lower.measure.path)) for p in view.pairs}
    hand = {(above, below) for above, below in HAND["pairs"]}
    precision, recall = len(found & hand) / len(found), len(found & hand) / len(hand)
    logger.info("pairs %s, by hand %s, precision %.3f, recall %.3f", len(found), len(hand), precision, recall)
    assert precision >= 0.95
    assert recall >= 0.95
    assert ["/".join(m.path) for m, _ in view.upper_without] == HAND["upper_without"]
    differing = {i.upper.name for i in view.indicators if i.upper and i.differs}
    assert "三级公立中医医院和中西医结合医院（不含中医专科医院）设置发热门诊的比例（%）" in differing
    assert {i.upper.name for i in view.indicators if i.upper and not i.lower} == {
        "三级公立中医医院和中西医结合医院（不含中医专科医院）设置发热门诊的比例（%）"
    }
    assert "每万人口中医类别全科医生数（人）" not in differing
