"""The account page: name, picture and password belong to the person's identity, which the whole district shares."""

from wagtail.admin.views.account import AccountView, ThemeSettingsPanel


class OwnAccountView(AccountView):
    """What is left to choose here is appearance. A name changed here would be lost at the next login."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if isinstance(panel, ThemeSettingsPanel)]
