"""A file is split into its documents."""

from extraction.model import Kind
from extraction.pipeline import extract_text
from tests.extraction.text import APPOINTMENTS, GAZETTE_HEAD, NOTICE, OPINION

GAZETTE = f"{GAZETTE_HEAD}\n{NOTICE}\n{OPINION}\n{APPOINTMENTS}"


def test_a_gazette_is_split_and_its_contents_list_is_no_document():
    documents = extract_text(GAZETTE).documents
    assert [(d.kind, d.title, d.number) for d in documents] == [
        (Kind.POLICY, "云江市城市供水提升行动方案", "云江政办发〔2023〕8号"),
        (Kind.POLICY, "云江市人民政府关于促进节水的意见", "云江政发〔2023〕4号"),
        (Kind.OTHER, "云江市人民政府人事任免", ""),
    ]


def test_two_gazettes_in_one_file_give_all_their_documents():
    assert len(extract_text(GAZETTE + "\n" + GAZETTE).documents) == 6


def test_what_orders_nothing_has_no_measures():
    [_, _, appointments] = extract_text(GAZETTE).documents
    assert appointments.measures == []


def test_a_single_document_without_a_number_is_one_policy():
    [document] = extract_text(
        "云江市供水行动方案\n一、主要任务\n1.改造管网。完成普查。（市住建局负责）"
    ).documents
    assert (document.kind, document.title, document.number) == (Kind.POLICY, "云江市供水行动方案", "")


def test_a_statistics_communique_is_of_another_kind():
    [document] = extract_text(
        "云江市2022年国民经济和社会发展统计公报\n一、综合\n全年生产总值100亿元。"
    ).documents
    assert document.kind is Kind.OTHER
