"""The login form in the house's words, and such that a browser's password store knows its fields."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm


class LoginForm(WagtailLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name, password = self.fields["username"], self.fields["password"]
        name.label, password.label = _("登录名"), _("密码")
        name.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        )
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.error_messages = self.error_messages | {
            "invalid_login": _("登录名或密码不对，或者你在本单位没有任职。")
        }
