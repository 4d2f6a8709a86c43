from cms.extension import MenuEntry
from plugins.showcase.desk.view import TITLE
from plugins.showcase.rights import TAKE_PART

MENU = [MenuEntry(TITLE, "index", icon="pick", order=498, permission=TAKE_PART)]
