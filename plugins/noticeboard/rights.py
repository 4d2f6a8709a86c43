from cms.extension import MemberRole

RIGHTS = dict.fromkeys((MemberRole.ADMINISTRATOR, MemberRole.EDITOR), ("noticeboard.add_poster",))
