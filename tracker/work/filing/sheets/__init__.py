"""The sheet of a department: what it owes as xlsx, to be filled in and uploaded again."""
