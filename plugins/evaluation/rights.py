from cms.extension import MemberRole

SEE = "evaluation_ledger.view_score"
RUN = "evaluation_ledger.change_period"
CONCLUDE = "evaluation_ledger.conclude_period"
HAND_IN = "evaluation_ledger.add_document"
APPEAL = "evaluation_ledger.add_appeal"
JUDGE = "evaluation_ledger.add_judgement"
SET_FEATURES = "evaluation_ledger.add_featureproposal"

RIGHTS = {
    MemberRole.VIEWER: (SEE,),
    MemberRole.REVIEWER: (SEE, JUDGE),
    MemberRole.EDITOR: (SEE, HAND_IN, SET_FEATURES),
    MemberRole.ADMINISTRATOR: (SEE, HAND_IN, JUDGE, SET_FEATURES),
    MemberRole.LEADER: (SEE, APPEAL, JUDGE, SET_FEATURES),
    MemberRole.OFFICE_CLERK: (SEE, RUN, JUDGE, SET_FEATURES),
    MemberRole.OFFICE_LEADER: (SEE, RUN, CONCLUDE, JUDGE, SET_FEATURES),
}
