"""What was read from images is marked with its certainty, and weak dates, numbers and names are doubts."""

from extraction.json_form import from_json, to_json
from extraction.model import Document, Extraction
from extraction.ocr.seen import Line, Page
from extraction.pipeline import _extract
from extraction.readers.source import Seen, Source
from extraction.states import Office

TEXT = [
    "白鹭市老旧电梯更新行动方案",
    "（一）摸清底数。2026年6月20日前完成评估。（牵头单位：市市场监管局）",
    "（二）更新改造。2026年11月底前更新350台。（牵头单位：市住房城乡建设局）",
]


def line(text: str, weak: str = "", certainty: float = 0.99) -> Line:
    at = text.find(weak)
    return Line(text, (0.1, 0.2, 0.8, 0.25), certainty, ((at, at + len(weak)),) if weak else ())


def read(lines: list[Line], text: str = "\n".join(TEXT), label: str = "第1页") -> Document:
    seen = [Seen(1, label, "key-1", Page(text, tuple(lines)))]
    [document] = _extract(Source(text, [], seen), "扫描.pdf", Office(), None).documents
    return document


def test_a_document_read_from_images_says_so():
    document = read([line(text) for text in TEXT])
    assert (document.source, document.certainty) == ("ocr", 0.99)
    assert [measure.certainty for measure in document.measures] == [0.99, 0.99]
    assert document.warnings[0].message == "第1页由图片识别，请对照原件核对"
    assert [document.text[one.span.start : one.span.end] for one in document.seen] == TEXT


def test_a_text_in_part_from_images_is_mixed_and_the_rest_has_no_certainty():
    document = read([line(TEXT[2], certainty=0.9)])
    assert (document.source, document.certainty) == ("mixed", 0.9)
    assert [measure.certainty for measure in document.measures] == [None, 0.9]


def test_a_text_has_no_certainty_and_says_nothing_of_images():
    [document] = _extract(Source("\n".join(TEXT)), "a.txt", Office(), None).documents
    [data] = to_json(Extraction([document]))["documents"]
    assert data["source"] == "text"
    assert not {"certainty", "images", "seen"} & data.keys()
    assert not any("certainty" in measure for measure in data["measures"])


def test_a_weak_unit_and_a_weak_date_are_doubts_at_their_places():
    document = read([line(TEXT[0]), line(TEXT[1], "20日"), line(TEXT[2], "城乡")])
    [first, second] = [measure.tasks[0] for measure in document.measures]
    assert first.deadlines[0].doubt == "由图片识别，其中“20日”字迹不清，请对照原件核对"
    assert second.units[0].doubt == "由图片识别，其中“城乡”字迹不清，请对照原件核对"
    assert first.units[0].doubt == second.deadlines[0].doubt == ""


def test_a_weak_number_elsewhere_is_said_with_its_place():
    document = read([line(TEXT[0]), line(TEXT[1]), line(TEXT[2], "350")])
    [warning] = [one for one in document.warnings if "数字不清" in one.message]
    assert "更新350台" in warning.message
    assert [document.text[one.start : one.end] for one in warning.places] == ["350"]


def test_every_mark_is_accounted_for_in_a_document_read_from_images():
    document = read([line(TEXT[0]), line(TEXT[1], "20日"), line(TEXT[2], "350")])
    for counts in document.account.counted().values():
        assert counts["marks"] == counts["read"] + counts["set_aside"] + counts["doubts"]


def test_the_json_comes_back():
    document = read([line(text) for text in TEXT])
    [data] = to_json(Extraction([document]))["documents"]
    assert data["measures"][0]["source"] == "ocr"
    assert data["images"] == [{"number": 1, "label": "第1页", "key": "key-1"}]
    again = from_json(data)
    assert (again.seen, again.images, again.source) == (document.seen, document.images, "ocr")
    assert again.measures[0].certainty == 0.99


def test_running_heads_that_are_dropped_do_not_move_the_lines_behind_them():
    text = "\n".join(["白鹭市人民政府公报 2026年第3期", *TEXT])
    document = read([line("白鹭市人民政府公报2026年第3期"), *[line(one) for one in TEXT], line("—1—")], text)
    said = [document.text[one.span.start : one.span.end] for one in document.seen]
    assert said[-2:] == TEXT[1:]
