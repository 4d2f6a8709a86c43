from cms.extension import MenuEntry
from plugins.webhooks.desk import RIGHT, TITLE

MENU = [MenuEntry(TITLE, "index", icon="globe", permission=RIGHT)]
