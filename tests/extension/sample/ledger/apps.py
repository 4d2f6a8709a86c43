from cms.extension import PluginLedger


class SampleLedger(PluginLedger):
    name = "tests.extension.sample.ledger"
    slug = "sample"
