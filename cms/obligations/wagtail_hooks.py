"""What is due: the office's list of the district, and the unit's own desk."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.obligations.desk.menu import DutyDesk, compose
from cms.obligations.office.listing import ObligationScreen
from cms.obligations.office.waiving import DutyOfUnit
from cms.obligations.office.workdays import CalendarDesk
from cms.obligations.oversight.desk import OversightDesk

screen = ObligationScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=530))

desk = OversightDesk()
hooks.register("register_admin_viewset", lambda: desk)
hooks.register("register_admin_menu_item", desk.district_item)
hooks.register("register_admin_menu_item", desk.guide_item)

duty_of_unit, workdays = DutyOfUnit(), CalendarDesk()
hooks.register("register_admin_viewset", lambda: duty_of_unit)
hooks.register("register_admin_viewset", lambda: workdays)
hooks.register("register_admin_menu_item", workdays.menu)

duty_desk = DutyDesk()
hooks.register("register_admin_viewset", lambda: duty_desk)
hooks.register("register_admin_menu_item", duty_desk.menu)
hooks.register("construct_homepage_panels", compose, order=60)


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("obligations/desk.css"))
