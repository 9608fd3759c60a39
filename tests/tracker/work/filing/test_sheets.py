"""批量填报: out as xlsx, filled in by a program of the office, in again; all rows or none."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import WriteOnlyCell

from common.errors import NotAllowed
from tests.admin import as_user, queries, said, text
from tests.api import ROOT
from tests.api import as_user as caller
from tests.conftest import World
from tests.refusals import refused
from tests.world import deadline, measure, unit
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.models.sheets import FilingSheet
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.filing.services.sheets import discard_sheet, file_sheet, look_over, make_sheet, upload_sheet
from tracker.work.filing.sheets.columns import COLUMNS, FIRST_ROW, HEADER_ROW, LETTERS
from tracker.work.models.assignments import Assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.status_changes import acknowledge_assignment
from tracker.work.states import Status

ON = date(2026, 6, 10)


def work(world: World, rows: int = 3, number: str = "云政发〔2026〕8号") -> list[Assignment]:
    """As many signed assignments of 省财政厅, due this month."""
    measures = [
        measure(
            ["一", str(i + 1)],
            f"举措{i + 1}",
            [unit("省财政厅", "牵头")],
            [deadline("6月底前", "2026-06-30")],
        )
        for i in range(rows)
    ]
    document = world.dispatched(measures=measures, number=number, title=f"方案{number}")
    mine = list(Assignment.objects.filter(document=document).order_by("id"))
    Assignment.objects.filter(document=document).update(status=Status.ACTIVE, acknowledged_at=timezone.now())
    return mine


def download(world: World, everything: bool = False) -> bytes:
    finance = world.departments["省财政厅"]
    return make_sheet(department=finance, actor=world.filer, on=ON, everything=everything)


def fill(data: bytes, change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """The sheet with every row filled in, and then changed."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["填报"]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        sheet[f"{LETTERS['percent']}{row}"] = 40
        sheet[f"{LETTERS['narrative']}{row}"] = f"第{row}行的进展。"
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(world: World, data: bytes, name: str = "填报表.xlsx") -> FilingSheet:
    return upload_sheet(department=world.departments["省财政厅"], actor=world.filer, name=name, data=data)


def errors(world: World, sheet: FilingSheet) -> list[str]:
    return look_over(sheet=sheet, actor=world.filer).errors


def test_two_hundred_rows_go_out_are_filled_in_and_come_back_as_reports(world: World) -> None:
    mine = work(world, 200)

    def claim(sheet: Any) -> None:
        sheet[f"{LETTERS['percent']}7"] = "１００%"
        sheet[f"{LETTERS['claims_completion']}7"] = "是"
        sheet[f"{LETTERS['problems']}7"] = "无"
        sheet[f"{LETTERS['narrative']}8"] = None
        sheet[f"{LETTERS['percent']}8"] = None

    sheet = upload(world, fill(download(world), claim))
    assert errors(world, sheet) == []
    assert sheet.empty_rows == 1
    reports = file_sheet(sheet=sheet, actor=world.filer, on=ON)
    assert len(reports) == 199
    closing = ProgressReport.objects.get(claims_completion=True)
    assert (closing.assignment, closing.percent, closing.problems) == (mine[3], 100, "无")
    assert ProgressReport.objects.get(assignment=mine[0]).narrative == f"第{FIRST_ROW}行的进展。"
    assert not mine[4].reports.exists()


def test_one_bad_row_files_nothing_and_names_its_cell(world: World) -> None:
    work(world, 5)

    def spoil(sheet: Any) -> None:
        sheet[f"{LETTERS['percent']}7"] = 140
        sheet[f"{LETTERS['claims_completion']}8"] = "大概"

    sheet = upload(world, fill(download(world), spoil))
    assert errors(world, sheet) == [
        "第7行“完成比例（%）”（H7）：“140”不是0到100之间的整数，请修改。",
        "第8行“申请办结”（M8）：请填“是”或“否”，不申请的可以不填。",
    ]
    with refused("sheet_rows_wrong", match="没有报送任何一行，请先改正：第7行"):
        file_sheet(sheet=sheet, actor=world.filer, on=ON)
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (date(2026, 6, 30), "2026年6月30日"),
        (datetime(2026, 6, 30), "2026年6月30日"),
        (datetime(2026, 6, 30, 15, 5), "2026年6月30日15时05分"),
        (12, "12"),
        (12.5, "12.5"),
    ],
)
def test_a_date_where_words_belong_is_read_as_people_write_it(world: World, typed: Any, read: str) -> None:
    work(world, 1)
    place = f"{LETTERS['narrative']}{FIRST_ROW}"
    sheet = upload(world, fill(download(world), lambda sheet: sheet.__setitem__(place, typed)))
    [report] = file_sheet(sheet=sheet, actor=world.filer, on=ON)
    assert report.narrative == read


@pytest.mark.parametrize("typed", [True, False, time(9, 30)])
def test_what_says_nothing_in_words_is_refused_with_its_cell(world: World, typed: Any) -> None:
    work(world, 1)
    place = f"{LETTERS['problems']}{FIRST_ROW}"
    sheet = upload(world, fill(download(world), lambda sheet: sheet.__setitem__(place, typed)))
    assert errors(world, sheet) == ["第4行“存在问题”（J4）：这里应填文字，请改写为一句话。"]


def test_what_the_service_would_refuse_names_its_cell_too(world: World) -> None:
    first, second, _ = work(world)
    filed = file_report(assignment=first, actor=world.filer, on=ON, percent=60, narrative="过半。")
    approve_report(report=filed, actor=world.supervisor)
    second.document.evidence_required = True
    second.document.save()

    def change(sheet: Any) -> None:
        sheet[f"{LETTERS['claims_completion']}5"] = "是"
        sheet[f"{LETTERS['narrative']}6"] = "  "

    sheet = upload(world, fill(download(world, everything=True), change))
    assert errors(world, sheet) == [
        "第4行“比例下降原因”（L4）：完成比例低于此前填报的60%，请写明下降原因。",
        "第5行“申请办结”（M5）：该文件要求办结时附佐证材料，请先上传附件。",
        "第6行“进展情况”（I6）：请填写进展情况。",
    ]


def test_a_row_that_was_pushed_or_altered_or_is_foreign_is_refused(world: World) -> None:
    work(world, 4)

    def push(sheet: Any) -> None:
        # The names of rows 4 and 5 change places, what was filled in stays; row 6 stands there twice.
        for column in COLUMNS[:7]:
            letter = LETTERS[column.name]
            sheet[f"{letter}4"].value, sheet[f"{letter}5"].value = (
                sheet[f"{letter}5"].value,
                sheet[f"{letter}4"].value,
            )
        for column in COLUMNS:
            sheet[f"{LETTERS[column.name]}7"].value = sheet[f"{LETTERS[column.name]}6"].value

    found = errors(world, upload(world, fill(download(world), push)))
    assert [line.split("：")[0] for line in found] == ["第4行", "第5行", "第7行"]
    assert "单元格可能被移动或改动" in found[0]
    assert "与第6行是同一事项" in found[2]

    theirs = world.document(
        number="云政发〔2026〕9号", measures=[measure(["一", "1"], "外单位", [unit("省教育厅", "牵头")])]
    )
    dispatch_document(document=theirs, actor=world.supervisor, on=ON)
    other = world.departments["省教育厅"]
    foreign = Assignment.objects.get(document=theirs)
    acknowledge_assignment(assignment=foreign, actor=world.other_filer)
    data = make_sheet(department=other, actor=world.other_filer, on=ON, everything=True)
    assert errors(world, upload(world, fill(data))) == ["第4行：不是省财政厅的事项，请用本单位下载的填报表。"]
    with pytest.raises(NotAllowed):
        make_sheet(department=other, actor=world.filer, on=ON)


def test_whole_rows_may_be_sorted_and_deleted(world: World) -> None:
    mine = work(world)

    def sort(sheet: Any) -> None:
        for column in COLUMNS:
            letter = LETTERS[column.name]
            values = [sheet[f"{letter}{row}"].value for row in (4, 5, 6)]
            for row, value in zip((4, 5, 6), [values[2], values[0], None], strict=True):
                sheet[f"{letter}{row}"].value = value

    sheet = upload(world, fill(download(world), sort))
    assert errors(world, sheet) == []
    filed = {r.assignment: r.narrative for r in file_sheet(sheet=sheet, actor=world.filer, on=ON)}
    assert filed == {mine[2]: "第6行的进展。", mine[0]: "第4行的进展。"}


def test_what_somebody_filed_meanwhile_is_said_before_and_after_the_upload(world: World) -> None:
    first, second = work(world, 2)
    sheet = upload(world, fill(download(world)))
    assert errors(world, sheet) == []
    file_report(assignment=second, actor=world.head, on=ON, percent=70, narrative="已先报。")
    [stale] = errors(world, sheet)
    assert stale.startswith("第5行：下载填报表之后，head已于2026-06-10填报过该事项（完成比例70%）")
    with refused("sheet_rows_wrong"):
        file_sheet(sheet=sheet, actor=world.filer, on=ON)
    assert not first.reports.exists()


def test_a_sheet_is_filed_once_by_its_author_and_a_newer_one_takes_its_place(world: World) -> None:
    work(world)
    data = fill(download(world))
    old = upload(world, data)
    sheet = upload(world, data)
    with refused("sheet_replaced"):
        file_sheet(sheet=old, actor=world.filer, on=ON)
    with pytest.raises(NotAllowed):
        file_sheet(sheet=sheet, actor=world.head, on=ON)
    file_sheet(sheet=sheet, actor=world.filer, on=ON)
    with refused("sheet_filed"):
        file_sheet(sheet=sheet, actor=world.filer, on=ON)
    with refused("sheet_filed"):
        discard_sheet(sheet=FilingSheet.objects.get(), actor=world.filer)
    assert ProgressReport.objects.count() == 3


def test_the_sheet_holds_what_is_owed_and_its_known_cells_are_locked(world: World) -> None:
    first = work(world)[0]
    file_report(assignment=first, actor=world.filer, on=ON, percent=20, narrative="=HYPERLINK(1)")
    far = world.dispatched(
        number="云政发〔2026〕9号",
        title="无时限",
        measures=[measure(["一", "1"], "以后再说", [unit("省财政厅", "牵头")])],
    )
    later = Assignment.objects.get(document=far)
    acknowledge_assignment(assignment=later, actor=world.filer)
    assert load_workbook(io.BytesIO(download(world)))["填报"].max_row == FIRST_ROW + 1
    book = load_workbook(io.BytesIO(download(world, everything=True)))
    sheet = book["填报"]
    assert sheet.max_row == FIRST_ROW + 3
    assert [cell.value for cell in sheet[HEADER_ROW]] == [column.header for column in COLUMNS]
    row = {column.name: sheet[f"{LETTERS[column.name]}{FIRST_ROW}"] for column in COLUMNS}
    assert (row["last_percent"].value, row["last_words"].value) == ("20", "=HYPERLINK(1)")
    assert row["last_words"].data_type == "s"
    assert {name for name, cell in row.items() if not cell.protection.locked} == {
        column.name for column in COLUMNS if column.fill
    }
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "D4"
    assert sheet.column_dimensions["A"].hidden
    assert sheet.print_title_rows == "$3:$3"
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"whole", "list", "textLength"}


def _macro(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


def _renamed(data: bytes) -> bytes:
    def rename(sheet: Any) -> None:
        sheet[f"E{HEADER_ROW}"] = "截止"

    return fill(data, rename)


def _other_book(data: bytes) -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def _many_rows(data: bytes) -> bytes:
    source = load_workbook(io.BytesIO(fill(data)))["填报"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("填报")
    for row in source.iter_rows(values_only=True):
        sheet.append([WriteOnlyCell(sheet, value) for value in row])
    for _ in range(2100):
        sheet.append([""] * 7 + [10, "进展"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "name", "code"),
    [
        (lambda data: b"", "空.xlsx", "file_empty"),
        (lambda data: b"%PDF-1.4 text", "a.xlsx", "file_type_not_allowed"),
        (lambda data: b"\xd0\xcf\x11\xe0" + b"0" * 600, "a.xls", "file_old_or_locked"),
        (lambda data: data[: len(data) // 2], "a.xlsx", "file_type_not_allowed"),
        (_macro, "a.xlsm", "file_with_macros"),
        (lambda data: b"PK\x03\x04" + b"0" * (6 * 1024 * 1024), "a.xlsx", "file_too_large"),
        (_renamed, "a.xlsx", "sheet_header_changed"),
        (_other_book, "a.xlsx", "sheet_missing"),
        (lambda data: data, "a.xlsx", "sheet_not_filled_in"),
        (_many_rows, "a.xlsx", "sheet_too_long"),
    ],
)
def test_a_bad_file_is_answered_in_words_that_say_what_to_do(
    world: World, spoil: Callable[[bytes], bytes], name: str, code: str
) -> None:
    work(world)
    with refused(code) as caught:
        upload(world, spoil(download(world)), name)
    changed = "第3行（E3）应为“时限”，现为“截止”"
    assert (changed in str(caught.value)) == (code == "sheet_header_changed")
    assert not FilingSheet.objects.exists()


def test_on_the_pages_a_department_downloads_uploads_looks_and_confirms(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)
    work(world)
    client, address = as_user(world.filer), "/work/assignment/sheet/"
    assert "6月应报3 · 已报0 · 差3" in text(client.get(address))
    answer = client.get(f"{address}download/")
    data = answer.content
    bad = client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"text")})
    assert "不是 xlsx 文件" in text(bad)
    went = client.post(address, {"file": SimpleUploadedFile("填报表.xlsx", fill(data))})
    preview = went["Location"]
    assert "将为省财政厅报送3项进展" in text(client.get(preview))
    assert "还没有确认报送" in text(client.get(address))
    assert as_user(world.head).get(preview).status_code == 404
    done = client.post(preview)
    assert said(done) == ["已报送3项进展。"]
    assert ProgressReport.objects.count() == 3
    assert as_user(world.supervisor).get(address).status_code == 403


def test_the_preview_asks_as_many_questions_for_many_rows_as_for_few(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)
    client = as_user(world.filer)
    work(world, 2)
    few = upload(world, fill(download(world)))
    asked = queries(client, f"/work/assignment/sheet/{few.pk}/")
    work(world, 9, "云政发〔2026〕9号")
    many = upload(world, fill(download(world)))
    assert len(many.rows) == 11
    assert queries(client, f"/work/assignment/sheet/{many.pk}/") == asked


def test_by_the_api_the_same_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.clock.today", lambda: ON)
    mine = work(world)
    api, finance = caller(world.filer), world.departments["省财政厅"].pk
    data = api.get(f"{ROOT}filing-sheets/download/", {"department": finance}).content
    assert caller(world.other_filer).get(
        f"{ROOT}filing-sheets/download/", {"department": finance}
    ).status_code in (403, 404)
    body = {"department": finance, "file": SimpleUploadedFile("a.xlsx", fill(data))}
    answer = api.post(f"{ROOT}filing-sheets/", body, format="multipart")
    assert answer.status_code == 201, answer.content.decode()
    sheet = answer.json()
    assert [line["assignment"] for line in sheet["lines"]] == [a.pk for a in mine]
    assert sheet["to_correct"] == []
    assert api.get(f"{ROOT}filing-sheets/{sheet['id']}/").json() == sheet
    assert caller(world.head).get(f"{ROOT}filing-sheets/{sheet['id']}/").status_code == 404
    filed = api.post(f"{ROOT}filing-sheets/{sheet['id']}/file/")
    assert filed.status_code == 201
    assert len(filed.json()) == 3
    assert api.post(f"{ROOT}filing-sheets/{sheet['id']}/file/").status_code == 409
