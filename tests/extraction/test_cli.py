"""The command line, with and without Django."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from extraction.cli import main
from tests.extraction.text import NOTICE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return str(path)


def test_it_prints_json(notice):
    out = io.StringIO()
    assert main([notice], out=out) == 0
    [document] = json.loads(out.getvalue())["documents"]
    assert document["title"] == "云江市城市供水提升行动方案"


def test_it_prints_a_table(notice):
    out = io.StringIO()
    assert main([notice, "--format", "table"], out=out) == 0
    assert "牵头：市住建局" in out.getvalue()


def test_a_file_that_cannot_be_read_gets_one_line_and_a_status(tmp_path):
    out, err = io.StringIO(), io.StringIO()
    assert main([str(tmp_path / "none.txt")], out=out, err=err) == 1
    assert out.getvalue() == ""
    assert err.getvalue().count("\n") == 1


def test_of_several_files_each_is_a_line_and_the_rest_are_read_where_one_fails(notice, tmp_path):
    out, err = io.StringIO(), io.StringIO()
    assert main([notice, str(tmp_path / "none.txt"), notice], out=out, err=err) == 1
    first, second = out.getvalue().splitlines()
    assert first == second
    assert json.loads(first)["documents"]
    assert err.getvalue() == "找不到文件“none.txt”，请核对路径后重试。\n"


def test_the_management_command_reads_several_files_too(notice, capsys):
    out = io.StringIO()
    main([notice, notice], out=out)
    call_command("extract", notice, notice)
    assert capsys.readouterr().out == out.getvalue()


def test_it_starts_fast_because_the_libraries_of_other_files_are_left_alone():
    code = (
        "import sys, extraction.cli; "
        "print(sorted({'django', 'openpyxl', 'pdfplumber', 'docx'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


def test_the_module_runs_without_django(notice):
    code = (
        "import sys; sys.modules['django'] = None; from extraction.cli import main; "
        f"sys.exit(main([{notice!r}]))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["documents"]


def test_the_management_command_prints_the_same(notice, capsys):
    out = io.StringIO()
    main([notice], out=out)
    call_command("extract", notice)
    assert capsys.readouterr().out == out.getvalue()


def test_the_management_command_ends_with_a_status_and_no_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("extract", str(tmp_path / "none.txt"))
    assert stop.value.code == 1
    assert "找不到文件" in capsys.readouterr().err
