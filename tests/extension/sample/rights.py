from cms.extension import MemberRole

RIGHTS = {MemberRole.ADMINISTRATOR: ("sample.view_visit",)}
