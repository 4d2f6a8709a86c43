from cms.extension import MenuEntry
from plugins.noticeboard.desk import RIGHT, TITLE

MENU = [MenuEntry(TITLE, "index", icon="doc-full", permission=RIGHT)]
