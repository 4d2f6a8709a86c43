from cms.extension import MenuEntry
from plugins.evaluation.desk.view import TITLE
from plugins.evaluation.rights import SEE

MENU = [MenuEntry(TITLE, "index", icon="tasks", order=497, permission=SEE)]
