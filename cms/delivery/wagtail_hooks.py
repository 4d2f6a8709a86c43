from wagtail import hooks

from cms.delivery.drafts.desk import DraftDesk, in_header
from cms.delivery.media import check_document

hooks.register("before_serve_document", check_document)
hooks.register("register_admin_viewset", DraftDesk)
hooks.register("register_page_header_buttons", in_header)
