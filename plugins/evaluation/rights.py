from cms.extension import MemberRole

SEE = "evaluation_ledger.view_score"
RUN = "evaluation_ledger.change_period"
CONCLUDE = "evaluation_ledger.conclude_period"

RIGHTS = {
    **dict.fromkeys(
        (
            MemberRole.ADMINISTRATOR,
            MemberRole.EDITOR,
            MemberRole.REVIEWER,
            MemberRole.LEADER,
            MemberRole.VIEWER,
        ),
        (SEE,),
    ),
    MemberRole.OFFICE_CLERK: (SEE, RUN),
    MemberRole.OFFICE_LEADER: (SEE, RUN, CONCLUDE),
}
