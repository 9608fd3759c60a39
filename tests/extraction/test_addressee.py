"""Work that a letter gives to whom it is sent to."""

from extraction.model import Document, Role
from extraction.pipeline import extract_text

LEAD, HELP, DUTY = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE


def read(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def units(document: Document) -> list[list[tuple[str, Role]]]:
    return [[(unit.name, unit.role) for task in m.tasks for unit in task.units] for m in document.measures]


def letter(*lines: str, to: str = "县水利局") -> Document:
    return read(
        "\n".join(
            ("云栖县督查室督办通知", "云督字〔2024〕12号", f"{to}：", *lines, "云栖县督查室", "2024年5月28日")
        )
    )


def test_you_are_those_the_letter_is_sent_to():
    document = letter("请你单位于6月20日前完成堤防加固，并于6月25日前将情况报县督查室。")
    assert units(document) == [[("县水利局", DUTY)]]
    assert [limit.date for limit in document.measures[0].tasks[0].deadlines] == ["2024-06-20", "2024-06-25"]
    assert document.measures[0].doubt == ""


def test_you_may_lead_and_others_help():
    document = letter(
        "现就有关事项督办如下：", "一、由你局牵头排查隐患。", "二、请你局会同县交通局在7月底前更换井盖。"
    )
    assert units(document) == [[("县水利局", LEAD)], [("县水利局", LEAD), ("县交通局", HELP)]]


def test_an_item_that_names_nobody_is_theirs_with_a_doubt():
    document = letter(
        "现就有关事项督办如下：",
        "一、立即组织排查。",
        "二、请贵单位每周五前报送进展。",
        to="县住建局、城关镇",
    )
    first, second = document.measures
    assert units(document) == [[("县住建局", DUTY), ("城关镇", DUTY)]] * 2
    assert all(unit.doubt for unit in first.tasks[0].units)
    assert not any(unit.doubt for unit in second.tasks[0].units)


def test_whom_an_item_begins_with_comes_before_the_addressee_and_is_doubted():
    document = letter(
        "现就有关事项督办如下：", "一、供暖投诉。县城管局每周五前报送办结情况。", "二、加强值守。"
    )
    assert units(document) == [[("县城管局", DUTY)], [("县水利局", DUTY)]]
    assert all(task.units[0].doubt for measure in document.measures for task in measure.tasks)


def test_whole_circles_of_readers_and_names_of_others_are_not_you():
    document = letter("一、请你单位加强值守。", "二、做好报送。", to="各乡镇人民政府")
    assert units(document) == [[], []]
    document = letter("一、针对你单位反映的问题，加强值守。（县气象局负责）", "二、请你单位开展巡查。")
    assert units(document) == [[("县气象局", DUTY)], [("县水利局", DUTY)]]
