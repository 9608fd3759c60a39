"""What this app tells the others at start: which role may open which page.

Whose rows are seen there is a matter of `visible_to`.
"""

from departments.models.users import UserRole
from departments.permissions import grant

grant(
    UserRole.SUPERVISOR,
    "policies",
    policydocument="view add change",
    sourcefile="view",
    section="view",
    measure="view",
    task="view",
    responsibility="view",
    namedperson="view",
    milestone="view",
    indicator="view",
    checkitem="view",
    alignment="view",
    **{"import": "view"},
)
grant(UserRole.LEADER, "policies", sourcefile="view", checkitem="view", alignment="view")
for role in (UserRole.LEADER, UserRole.HEAD, UserRole.FILER):
    grant(
        role,
        "policies",
        policydocument="view",
        section="view",
        measure="view",
        task="view",
        responsibility="view",
        namedperson="view",
        milestone="view",
        indicator="view",
    )
