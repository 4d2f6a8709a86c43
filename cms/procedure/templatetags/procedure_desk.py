from django import template

from cms.pages.models import ArticlePage
from cms.procedure.desk import editor, rights
from cms.procedure.models import Plan
from cms.procedure.states import PlanState

register = template.Library()


@register.inclusion_tag("procedure/standing.html", takes_context=True)
def plan_standing(context, page):
    """Where the plan of a page stands, above its form."""
    request = context["request"]
    return editor.standing(page, request.user) | {"request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def sends(context, page):
    """Whether 送审 is offered for a page; without one, for a new page."""
    user = context["request"].user
    if page is None or not page.pk:
        return rights.may_propose(user) and editor.is_article({"parent_page": context["parent_page"]})
    if not isinstance(page, ArticlePage) or not editor.may_send(user, page):
        return False
    return not Plan.objects.filter(page=page, state=PlanState.OPEN).exists()
