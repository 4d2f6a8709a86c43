"""Files and pictures that public entries carry: what was approved is their content, so nobody replaces or deletes it.

Another file is uploaded beside it, put into the text, and goes through the procedure with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from cms.publication.queries import shows_document, shows_image


def is_public(file: Any) -> bool:
    """Whether a public entry carries the content of this document or image. One query; what was published has its hash."""
    shows = shows_image if isinstance(file, get_image_model()) else shows_document
    return shows(file.file_hash)


class Kept:
    """A form in which a public file keeps its content; its title, tags and collection are free."""

    def clean_file(self) -> Any:
        if "file" in self.changed_data and self.instance.pk and is_public(self.instance):
            text = _("公开内容正在使用这个文件，不能替换。请另行上传，在内容中换上新文件后送审。")
            raise ValidationError(text)
        return self.cleaned_data["file"]


class PictureForm(Kept, BaseImageForm):
    pass


class DocumentForm(Kept, BaseDocumentForm):
    pass


class KeptPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's own rights to files, and nobody's to delete one that is public."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if "delete" in actions and is_public(instance):
            actions = [action for action in actions if action != "delete"]
        return bool(actions) and super().user_has_any_permission_for_instance(user, actions, instance)


def policies() -> list[KeptPolicy]:
    return [
        KeptPolicy(model, owner_field_name="uploaded_by_user")
        for model in (get_image_model(), get_document_model())
    ]
