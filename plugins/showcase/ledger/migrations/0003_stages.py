from django.db import migrations

# A stage is closed by the office alone, one after the other, and only when what belongs to it is there. The counting
# is PostgreSQL's own: rules.py says the same in words, for people.
ADVANCE = """
CREATE FUNCTION public.showcase_ledger_advance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stages text[] := ARRAY['NOMINATE','CHECK','REVIEW','VISIT','DELIBERATE','NOTICE','BULLETIN','SHOWN'];
    was integer := array_position(stages, OLD.stage::text);
    goes integer := array_position(stages, NEW.stage::text);
    short text;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('showcase'), hashtext(OLD.uuid::text));
    IF OLD.stage <> 'NOMINATE' AND to_jsonb(OLD) - 'stage' - 'stage_since' - 'until' - 'version' - 'title' - 'basis'
       IS DISTINCT FROM to_jsonb(NEW) - 'stage' - 'stage_since' - 'until' - 'version' - 'title' - 'basis' THEN
        PERFORM public.showcase_ledger_refuse('rules_stand', 'its rules stand still once the first stage is closed');
    END IF;
    IF was = goes THEN
        IF NEW.stage_since <> OLD.stage_since THEN
            PERFORM public.showcase_ledger_refuse('dates', 'since when a stage runs, changes with the stage');
        END IF;
        RETURN NEW;
    END IF;
    IF goes IS NULL OR NOT (goes = was + 1 OR (was = 6 AND goes = 5)) THEN
        PERFORM public.showcase_ledger_refuse('order', format('from %s to %s there is no way', OLD.stage, NEW.stage));
    END IF;
    IF NEW.stage_since < OLD.stage_since OR NEW.stage_since > CURRENT_DATE + 1 THEN
        PERFORM public.showcase_ledger_refuse('dates', 'a stage begins after the one before, and not in the future');
    END IF;
    EXECUTE format('SELECT public.showcase_ledger_close_%s($1, $2, $3, $4)',
                   CASE WHEN goes < was THEN 'back' ELSE lower(OLD.stage) END)
       INTO short USING OLD.uuid, to_jsonb(OLD), OLD.stage_since, NEW.stage_since;
    IF short IS NOT NULL THEN
        PERFORM public.showcase_ledger_refuse('closing', format('%s: %s', OLD.stage, short));
    END IF;
    RETURN NEW;
END $$;
"""

SIGNATURE = "(of_campaign uuid, rules jsonb, since date, day date) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN"
CLOSING = {
    "nominate": """
        CASE WHEN NOT EXISTS (SELECT 1 FROM public.showcase_ledger_campaignline WHERE campaign_id = of_campaign)
             THEN 'no line takes part'
        ELSE (SELECT string_agg('line ' || l.line_id, ', ') FROM public.showcase_ledger_campaignline l
               WHERE l.campaign_id = of_campaign AND NOT (
                 (SELECT count(*) FROM public.showcase_ledger_nomination n WHERE n.campaign_id = of_campaign
                     AND n.line_id = l.line_id AND n.state = 'SUBMITTED') <= (rules ->> 'nominate_max')::int
                 AND (SELECT count(*) FROM public.showcase_ledger_nomination n WHERE n.campaign_id = of_campaign
                         AND n.line_id = l.line_id AND n.state = 'SUBMITTED')
                   + (SELECT count(*) FROM public.showcase_ledger_emptyplace e WHERE e.campaign_id = of_campaign
                         AND e.line_id = l.line_id AND e.of = 'NOMINATION' AND e.filled_at IS NULL)
                   >= (rules ->> 'nominate_min')::int)) END""",
    "check": """
        (SELECT string_agg('nomination ' || n.uuid, ', ') FROM public.showcase_ledger_nomination n
          WHERE n.campaign_id = of_campaign AND n.state = 'SUBMITTED'
            AND NOT EXISTS (SELECT 1 FROM public.showcase_ledger_gate g WHERE g.nomination_id = n.uuid))""",
    "review": """
        (SELECT string_agg('nomination ' || g.nomination_id, ', ') FROM public.showcase_ledger_gate g
          WHERE g.campaign_id = of_campaign AND g.passed
            AND (SELECT count(*) FROM public.showcase_ledger_seal s WHERE s.nomination_id = g.nomination_id
                    AND s.kind = 'REVIEW' AND s.decisive) < (rules ->> 'reviews_min')::int)""",
    "visit": """
        (SELECT string_agg('nomination ' || g.nomination_id, ', ') FROM public.showcase_ledger_gate g
          WHERE g.campaign_id = of_campaign AND g.passed AND NOT EXISTS (
            SELECT 1 FROM public.showcase_ledger_visit v WHERE v.nomination_id = g.nomination_id AND v.held_on IS NOT NULL
               AND EXISTS (SELECT 1 FROM public.showcase_ledger_seal s WHERE s.nomination_id = v.nomination_id AND s.kind = 'VISIT')
               AND NOT EXISTS (SELECT 1 FROM public.showcase_ledger_visitseat t WHERE t.visit_id = v.uuid AND t.excused = ''
                   AND NOT EXISTS (SELECT 1 FROM public.showcase_ledger_seal s WHERE s.nomination_id = v.nomination_id
                                      AND s.kind = 'VISIT' AND s.unit_id = t.unit_id))))""",
    "deliberate": """
        (SELECT string_agg('line ' || l.line_id, ', ') FROM public.showcase_ledger_campaignline l
          WHERE l.campaign_id = of_campaign AND NOT (
            (SELECT count(*) FROM public.showcase_ledger_selection s WHERE s.campaign_id = of_campaign
                AND s.line_id = l.line_id AND s.revoked_at IS NULL) <= (rules ->> 'final_max')::int
            AND (SELECT count(*) FROM public.showcase_ledger_selection s WHERE s.campaign_id = of_campaign
                    AND s.line_id = l.line_id AND s.revoked_at IS NULL)
              + (SELECT count(*) FROM public.showcase_ledger_emptyplace e WHERE e.campaign_id = of_campaign
                    AND e.line_id = l.line_id AND e.of = 'FINAL' AND e.filled_at IS NULL)
              >= (rules ->> 'final_min')::int))""",
    "notice": """
        (SELECT CASE WHEN n.ends_on IS NULL THEN 'no notice was put out in this round'
                     WHEN n.ends_on >= day THEN 'the notice runs until ' || n.ends_on
                     WHEN EXISTS (SELECT 1 FROM public.showcase_ledger_objection o WHERE o.campaign_id = of_campaign
                                     AND o.answered_at IS NULL) THEN 'an objection is not answered' END
           FROM (SELECT max(ends_on) AS ends_on FROM public.showcase_ledger_notice
                  WHERE campaign_id = of_campaign AND starts_on >= since) n)""",
    "back": """
        CASE WHEN NOT EXISTS (SELECT 1 FROM public.showcase_ledger_objection o JOIN public.showcase_ledger_notice n
                                  ON n.uuid = o.notice_id
                               WHERE o.campaign_id = of_campaign AND o.upheld AND n.starts_on >= since)
             THEN 'no objection was borne out' END""",
    "bulletin": """
        CASE WHEN NOT EXISTS (SELECT 1 FROM public.showcase_ledger_bulletin WHERE campaign_id = of_campaign)
             THEN 'there is no bulletin' END""",
}

LINES = """
CREATE FUNCTION public.showcase_ledger_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE named uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.campaign_id ELSE NEW.campaign_id END; now_at integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('showcase'), hashtext(named::text));
    now_at := public.showcase_ledger_stage(named);
    IF now_at > 1 AND (TG_OP <> 'UPDATE' OR NEW.line_id <> OLD.line_id OR NEW.campaign_id <> OLD.campaign_id OR now_at = 8) THEN
        PERFORM public.showcase_ledger_refuse('stage', 'which lines take part, is settled');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE FUNCTION public.showcase_ledger_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stage <> 'NOMINATE' AND NOT public.showcase_ledger_is_owner(TG_RELID) THEN
        PERFORM public.showcase_ledger_refuse('order', 'a campaign begins with its first stage');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER showcase_line BEFORE INSERT OR UPDATE OR DELETE ON public.showcase_ledger_campaignline
    FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_line();
CREATE TRIGGER showcase_begins BEFORE INSERT ON public.showcase_ledger_campaign
    FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_begins();
CREATE TRIGGER showcase_advance BEFORE UPDATE ON public.showcase_ledger_campaign
    FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_advance();
"""


def _closing() -> str:
    return "\n".join(
        f"CREATE FUNCTION public.showcase_ledger_close_{name}{SIGNATURE} {asked}; END $$;"
        for name, asked in CLOSING.items()
    )


class Migration(migrations.Migration):
    """A campaign goes on when what belongs to its stage is there, and not before."""

    dependencies = [("showcase_ledger", "0002_guards")]

    operations = [
        migrations.RunSQL(_closing(), migrations.RunSQL.noop),
        migrations.RunSQL(ADVANCE + LINES, migrations.RunSQL.noop),
    ]
