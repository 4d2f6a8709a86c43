"""Who reads which row, in SQL about the row: what the models below declare, and PostgreSQL asks at every read.

stage(campaign) is the place of its stage in the order, from 1 (推选) to 8 (展示); sits(campaign) whether the unit that asks
leads a line of it (migrations/0001). Whoever wrote a row reads it anyway.
"""

OFFICE = "(SELECT public.is_central())"
ME = "(SELECT public.asking_unit())"
STAGE = "public.showcase_ledger_stage(campaign_id)"
SITS = "public.showcase_ledger_sits(campaign_id)"
LEADS = "public.showcase_ledger_leads(campaign_id, line_id)"

JOINT = f"{OFFICE} OR {SITS}"
"""The office and the leads."""
FROM_REVIEW = f"{OFFICE} OR ({STAGE} >= 3 AND {SITS})"
"""Leads do not look at each other's choice while they choose."""
NOMINATED = f"{FROM_REVIEW} OR {LEADS} OR unit_id = {ME}"
OF_THE_LINE = f"{FROM_REVIEW} OR {LEADS}"
OPENED = f"({JOINT}) AND {STAGE} > CASE kind WHEN 'REVIEW' THEN 3 ELSE 4 END"
"""Blind until the stage is closed: also for the office."""
WITH_ITS_SHEET = "EXISTS (SELECT 1 FROM public.showcase_ledger_sheet s WHERE s.uuid = sheet_id)"
WITH_ITS_NOMINATION = (
    "EXISTS (SELECT 1 FROM public.showcase_ledger_nomination n WHERE n.uuid = nomination_id"
    " AND n.unit_id IS DISTINCT FROM (SELECT public.asking_unit()))"
)
"""But for the unit that it is about."""
DECIDED = f"({JOINT}) OR {STAGE} >= 6"
"""Everybody, once the result is put out for objections."""
SHOWN = f"{OFFICE} OR shown_at IS NOT NULL"
EVERYBODY = "true"
NOBODY = "false"
