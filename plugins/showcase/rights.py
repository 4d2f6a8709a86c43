from cms.extension import MemberRole

RUN = "showcase_ledger.run_campaign"
TAKE_PART = "showcase_ledger.take_part_campaign"
ADOPT = "showcase_ledger.add_adoption"
WRITE = "showcase_ledger.change_practice"

RIGHTS = {
    MemberRole.LEADER: (TAKE_PART,),
    **dict.fromkeys((MemberRole.ADMINISTRATOR, MemberRole.EDITOR), (TAKE_PART, ADOPT)),
    **dict.fromkeys((MemberRole.OFFICE_CLERK, MemberRole.OFFICE_LEADER), (RUN, TAKE_PART, WRITE)),
}
