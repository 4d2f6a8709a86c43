"""Keeping look-ups of interface text changes no word."""

from django.utils.translation import gettext, ngettext, override


def test_words_of_ours_and_of_django_are_as_they_were():
    with override("zh-hans"):
        assert [gettext("公开凭据与版本"), gettext("Yes"), gettext("Yes")] == ["公开凭据与版本", "是", "是"]
        assert ngettext("%(num)d minute", "%(num)d minutes", 2) == "%(num)d 分钟"


def test_another_language_keeps_its_own():
    with override("en"):
        assert gettext("Yes") == "Yes"
    with override("zh-hans"):
        assert gettext("Yes") == "是"
