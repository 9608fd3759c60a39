"""Programs for the terminal of who works on the project."""
