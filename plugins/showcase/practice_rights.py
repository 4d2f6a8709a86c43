"""Who works with practices in the admin: for rights.py to take in."""

from cms.extension import MemberRole

ADOPT = "showcase_ledger.add_adoption"
WRITE = "showcase_ledger.change_practice"

PRACTICE_RIGHTS = {
    MemberRole.ADMINISTRATOR: (ADOPT,),
    MemberRole.EDITOR: (ADOPT,),
    MemberRole.OFFICE_CLERK: (WRITE,),
    MemberRole.OFFICE_LEADER: (WRITE,),
}
