"""What knows no feature and no model: errors, clock, calendar, wording, files, database, API."""
