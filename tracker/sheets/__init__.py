"""The sheet of a department: what it owes as xlsx, to be filled in and uploaded again."""

from tracker.sheets.columns import COLUMNS, FIRST_ROW, HEADER_ROW, Column
from tracker.sheets.reading import SheetRow, read_sheet
from tracker.sheets.writing import write_sheet

__all__ = ["COLUMNS", "FIRST_ROW", "HEADER_ROW", "Column", "SheetRow", "read_sheet", "write_sheet"]
