from cms.extension import MemberRole

RIGHTS = {MemberRole.ADMINISTRATOR: ("webhooks.change_endpoint",)}
