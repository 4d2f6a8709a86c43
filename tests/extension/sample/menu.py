from cms.extension import MenuEntry

MENU = [MenuEntry("样例看板", "board", permission="sample.view_visit")]
