from cms.extension import PluginLedger


class ShowcaseLedger(PluginLedger):
    name = "plugins.showcase.ledger"
    slug = "showcase"
