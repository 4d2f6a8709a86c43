from cms.extension import MemberRole

SEE = "evaluation_ledger.view_score"
RUN = "evaluation_ledger.change_period"
CONCLUDE = "evaluation_ledger.conclude_period"
HAND_IN = "evaluation_ledger.add_document"
APPEAL = "evaluation_ledger.add_appeal"
JUDGE = "evaluation_ledger.add_judgement"

RIGHTS = {
    MemberRole.VIEWER: (SEE,),
    MemberRole.REVIEWER: (SEE, JUDGE),
    MemberRole.EDITOR: (SEE, HAND_IN),
    MemberRole.ADMINISTRATOR: (SEE, HAND_IN, JUDGE),
    MemberRole.LEADER: (SEE, APPEAL, JUDGE),
    MemberRole.OFFICE_CLERK: (SEE, RUN, JUDGE),
    MemberRole.OFFICE_LEADER: (SEE, RUN, CONCLUDE, JUDGE),
}
