"""机构改革: a unit that is merged, renamed or split, and its work."""
