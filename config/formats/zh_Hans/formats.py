"""How a list writes a day: as every other page does (2026-11-30), in a column that need not wrap."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
