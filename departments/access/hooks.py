"""What this app tells the others at start: who may open its pages."""

from departments.permissions import ACCESS_RECORD, grant

for role in ACCESS_RECORD.roles:
    grant(role, "access", accesschange="view")
