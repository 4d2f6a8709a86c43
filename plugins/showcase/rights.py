from cms.extension import MemberRole

RUN = "showcase_ledger.run_campaign"
TAKE_PART = "showcase_ledger.take_part_campaign"

RIGHTS = {
    **dict.fromkeys((MemberRole.ADMINISTRATOR, MemberRole.EDITOR, MemberRole.LEADER), (TAKE_PART,)),
    **dict.fromkeys((MemberRole.OFFICE_CLERK, MemberRole.OFFICE_LEADER), (RUN, TAKE_PART)),
}
