from wagtail import hooks

from cms.delivery.media import check_document

hooks.register("before_serve_document", check_document)
