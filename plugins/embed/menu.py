from cms.extension import MenuEntry
from plugins.embed.desk import RIGHT, TITLE

MENU = [MenuEntry(TITLE, "index", icon="code", permission=RIGHT)]
