from cms.extension import PluginLedger


class EvaluationLedger(PluginLedger):
    name = "plugins.evaluation.ledger"
    slug = "evaluation"
