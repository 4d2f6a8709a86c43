from django.db import migrations

# Judged at once, in the transaction that writes, by what the unit that writes may see. Whoever writes holds the
# campaign's lock shared, whoever moves it on holds it alone: nothing slips in while a stage is closed and counted.
# The owner is let through: it moves rows when a site is put back from a package.

READERS = """
CREATE FUNCTION public.showcase_ledger_stage(campaign uuid) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT array_position(ARRAY['NOMINATE','CHECK','REVIEW','VISIT','DELIBERATE','NOTICE','BULLETIN','SHOWN'], c.stage::text)
              FROM public.showcase_ledger_campaign c WHERE c.uuid = campaign);
END $$;
CREATE FUNCTION public.showcase_ledger_sits(campaign uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.showcase_ledger_campaignline l
                    WHERE l.campaign_id = campaign AND l.lead_id = public.asking_unit());
END $$;
CREATE FUNCTION public.showcase_ledger_leads(campaign uuid, line bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.showcase_ledger_campaignline l
                    WHERE l.campaign_id = campaign AND l.line_id = line AND l.lead_id = public.asking_unit());
END $$;
"""

REFUSE = """
CREATE FUNCTION public.showcase_ledger_refuse(rule text, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'showcase: %', said USING ERRCODE = 'check_violation', CONSTRAINT = 'showcase_' || rule;
END $$;
CREATE FUNCTION public.showcase_ledger_is_owner(of_table oid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = of_table), 'USAGE')
$$;
"""

# What belongs to a closed stage is not written. Arguments: by whom ('office', 'anybody'), then the stages.
IN_STAGE = """
CREATE FUNCTION public.showcase_ledger_in_stage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE named uuid; now_at integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.campaign_id <> OLD.campaign_id THEN
        PERFORM public.showcase_ledger_refuse('stays', 'a row stays in its campaign');
    END IF;
    named := CASE WHEN TG_OP = 'DELETE' THEN OLD.campaign_id ELSE NEW.campaign_id END;
    PERFORM pg_advisory_xact_lock_shared(hashtext('showcase'), hashtext(named::text));
    now_at := public.showcase_ledger_stage(named);
    IF now_at IS NULL OR NOT (now_at::text = ANY (TG_ARGV[1:])) THEN
        PERFORM public.showcase_ledger_refuse('stage', format('%s is not written in stage %s', TG_TABLE_NAME, now_at));
    END IF;
    IF TG_ARGV[0] = 'office' AND NOT public.is_central() THEN
        PERFORM public.showcase_ledger_refuse('office', format('%s is written by the office', TG_TABLE_NAME));
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""

NOMINATION = """
CREATE FUNCTION public.showcase_ledger_nomination() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE most integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT nominate_max INTO most FROM public.showcase_ledger_campaign WHERE uuid = NEW.campaign_id;
    IF NEW.slot < 1 OR NEW.slot > most THEN
        PERFORM public.showcase_ledger_refuse('places', format('there are %s places', most));
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'DRAFT' THEN
            PERFORM public.showcase_ledger_refuse('moves', 'a nomination begins as a draft');
        END IF;
        IF NOT public.showcase_ledger_leads(NEW.campaign_id, NEW.line_id)
           OR NEW.lead_id IS DISTINCT FROM public.asking_unit() THEN
            PERFORM public.showcase_ledger_refuse('lead', 'the lead of the line nominates');
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.campaign_id, OLD.line_id, OLD.lead_id, OLD.unit_id) IS DISTINCT FROM
       (NEW.campaign_id, NEW.line_id, NEW.lead_id, NEW.unit_id) THEN
        PERFORM public.showcase_ledger_refuse('stays', 'who is nominated by whom does not change');
    END IF;
    IF OLD.state = 'WITHDRAWN' OR (OLD.state = 'SUBMITTED' AND NEW.state = 'DRAFT') THEN
        PERFORM public.showcase_ledger_refuse('moves', 'it does not come back');
    END IF;
    IF OLD.state = 'SUBMITTED' AND to_jsonb(OLD) - 'state' - 'version' IS DISTINCT FROM to_jsonb(NEW) - 'state' - 'version' THEN
        PERFORM public.showcase_ledger_refuse('handed_in', 'what was handed in does not change');
    END IF;
    IF NEW.state = 'SUBMITTED' AND OLD.state = 'DRAFT' THEN
        IF NOT EXISTS (SELECT 1 FROM public.showcase_ledger_previsit p
                        WHERE p.nomination_id = NEW.uuid AND p.seen <> '') THEN
            PERFORM public.showcase_ledger_refuse('pre_visit', 'the lead was not there before');
        END IF;
        IF NEW.highlights = '' OR NEW.replicable = '' OR NEW.limits = '' OR NEW.handed_in_at IS NULL
           OR NOT (NEW.self_evaluation ?& ARRAY['1', '2', '3', '4', '5', '6']) THEN
            PERFORM public.showcase_ledger_refuse('complete', 'something is not filled in');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_pre_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT public.showcase_ledger_is_owner(TG_RELID) AND NOT EXISTS (
        SELECT 1 FROM public.showcase_ledger_nomination n WHERE n.uuid = NEW.nomination_id AND n.state = 'DRAFT'
           AND n.schema_name = NEW.schema_name AND n.campaign_id = NEW.campaign_id) THEN
        PERFORM public.showcase_ledger_refuse('handed_in', 'of a draft of its own');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_empty() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE now_at integer := public.showcase_ledger_stage(NEW.campaign_id); most integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF (NEW.of = 'NOMINATION') <> (now_at = 1) THEN
        PERFORM public.showcase_ledger_refuse('stage', 'that kind of place is left empty in another stage');
    END IF;
    IF NOT public.is_central() AND (NEW.of <> 'NOMINATION' OR NOT public.showcase_ledger_leads(NEW.campaign_id, NEW.line_id)) THEN
        PERFORM public.showcase_ledger_refuse('lead', 'of a line of its own');
    END IF;
    SELECT CASE NEW.of WHEN 'NOMINATION' THEN nominate_min ELSE final_min END INTO most
      FROM public.showcase_ledger_campaign WHERE uuid = NEW.campaign_id;
    IF NEW.slot < 1 OR NEW.slot > most THEN
        PERFORM public.showcase_ledger_refuse('places', format('there are %s places', most));
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE least numeric; said record;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT minimum INTO least FROM public.showcase_ledger_campaign WHERE uuid = NEW.campaign_id;
    IF NEW.passed AND NEW.total < least THEN
        PERFORM public.showcase_ledger_refuse('minimum', format('%s is below %s', NEW.total, least));
    END IF;
    SELECT n.state, n.campaign_id, n.line_id INTO said FROM public.showcase_ledger_nomination n WHERE n.uuid = NEW.nomination_id;
    IF said.state IS DISTINCT FROM 'SUBMITTED' OR said.campaign_id <> NEW.campaign_id OR said.line_id <> NEW.line_id THEN
        PERFORM public.showcase_ledger_refuse('handed_in', 'only what was handed in is checked');
    END IF;
    RETURN NEW;
END $$;
"""

SHEETS = """
CREATE FUNCTION public.showcase_ledger_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said record; its_lead bigint; marked integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF public.showcase_ledger_stage(NEW.campaign_id) <> (CASE NEW.kind WHEN 'REVIEW' THEN 3 ELSE 4 END) THEN
        PERFORM public.showcase_ledger_refuse('stage', 'that round is not open');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'SEALED' THEN
            PERFORM public.showcase_ledger_refuse('sealed', 'what is sealed does not change');
        END IF;
        IF (OLD.campaign_id, OLD.nomination_id, OLD.kind, OLD.unit_id, OLD."by") IS DISTINCT FROM
           (NEW.campaign_id, NEW.nomination_id, NEW.kind, NEW.unit_id, NEW."by") THEN
            PERFORM public.showcase_ledger_refuse('stays', 'whose sheet it is does not change');
        END IF;
    END IF;
    IF NEW.unit_id IS DISTINCT FROM public.asking_unit()
       OR NOT (public.is_central() OR public.showcase_ledger_sits(NEW.campaign_id)) THEN
        PERFORM public.showcase_ledger_refuse('seat', 'only the office and the leads of the campaign score');
    END IF;
    SELECT n.unit_id, n.line_id, n.campaign_id, g.passed INTO said FROM public.showcase_ledger_nomination n
      JOIN public.showcase_ledger_gate g ON g.nomination_id = n.uuid WHERE n.uuid = NEW.nomination_id;
    IF said.passed IS NOT TRUE OR said.campaign_id <> NEW.campaign_id THEN
        PERFORM public.showcase_ledger_refuse('gate', 'only what passed the formal check is scored');
    END IF;
    IF said.unit_id = NEW.unit_id THEN
        PERFORM public.showcase_ledger_refuse('recusal', 'nobody scores the own unit');
    END IF;
    SELECT lead_id INTO its_lead FROM public.showcase_ledger_campaignline
     WHERE campaign_id = NEW.campaign_id AND line_id = said.line_id;
    NEW.decisive := NEW.unit_id IS DISTINCT FROM its_lead;
    IF NEW.kind = 'VISIT' AND NOT EXISTS (
        SELECT 1 FROM public.showcase_ledger_visit v JOIN public.showcase_ledger_visitseat s ON s.visit_id = v.uuid
         WHERE v.nomination_id = NEW.nomination_id AND s.unit_id = NEW.unit_id AND s.excused = '') THEN
        PERFORM public.showcase_ledger_refuse('seat', 'it has no seat in this visit');
    END IF;
    IF NEW.state = 'SEALED' THEN
        SELECT count(*) INTO marked FROM public.showcase_ledger_mark WHERE sheet_id = NEW.uuid;
        IF marked <> 6 THEN
            PERFORM public.showcase_ledger_refuse('six', format('%s of six aspects have points', marked));
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE its record; most numeric;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    SELECT s.state, s.campaign_id, s.schema_name, s.kind, c.aspects INTO its FROM public.showcase_ledger_sheet s
      JOIN public.showcase_ledger_campaign c ON c.uuid = s.campaign_id WHERE s.uuid = NEW.sheet_id;
    IF its.state IS DISTINCT FROM 'DRAFT' OR its.schema_name <> NEW.schema_name THEN
        PERFORM public.showcase_ledger_refuse('sealed', 'points stand in a sheet of its own that is open');
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('showcase'), hashtext(its.campaign_id::text));
    IF public.showcase_ledger_stage(its.campaign_id) <> (CASE its.kind WHEN 'REVIEW' THEN 3 ELSE 4 END) THEN
        PERFORM public.showcase_ledger_refuse('stage', 'that round is not open');
    END IF;
    SELECT (one ->> 'of')::numeric INTO most FROM jsonb_array_elements(its.aspects) one WHERE (one ->> 'no')::int = NEW.aspect;
    IF NEW.points < 0 OR NEW.points > most THEN
        PERFORM public.showcase_ledger_refuse('points', format('from 0 to %s', most));
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT public.showcase_ledger_is_owner(TG_RELID) AND NOT EXISTS (
        SELECT 1 FROM public.showcase_ledger_sheet s
         WHERE s.uuid = NEW.sheet_id AND s.schema_name = NEW.schema_name AND s.state = 'SEALED' AND s.seal = NEW.digest
           AND s.nomination_id = NEW.nomination_id AND s.kind = NEW.kind AND s.unit_id = NEW.unit_id
           AND s.decisive = NEW.decisive AND s.campaign_id = NEW.campaign_id) THEN
        PERFORM public.showcase_ledger_refuse('sealed', 'a seal is of a sealed sheet');
    END IF;
    RETURN NEW;
END $$;
"""

DECISIONS = """
CREATE FUNCTION public.showcase_ledger_selection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said record; told record; most integer;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.revoked_at IS NOT NULL OR to_jsonb(OLD) - 'revoked_at' - 'revoked_why' IS DISTINCT FROM
           to_jsonb(NEW) - 'revoked_at' - 'revoked_why' THEN
            PERFORM public.showcase_ledger_refuse('stays', 'a selection is revoked, and not rewritten');
        END IF;
        RETURN NEW;
    END IF;
    SELECT final_max INTO most FROM public.showcase_ledger_campaign WHERE uuid = NEW.campaign_id;
    IF NEW.place < 1 OR NEW.place > most THEN
        PERFORM public.showcase_ledger_refuse('places', format('there are %s places', most));
    END IF;
    SELECT n.campaign_id, n.line_id, n.unit_id, g.passed INTO said FROM public.showcase_ledger_nomination n
      JOIN public.showcase_ledger_gate g ON g.nomination_id = n.uuid WHERE n.uuid = NEW.nomination_id;
    IF said.passed IS NOT TRUE OR (said.campaign_id, said.line_id, said.unit_id) IS DISTINCT FROM
       (NEW.campaign_id, NEW.line_id, NEW.unit_id) THEN
        PERFORM public.showcase_ledger_refuse('gate', 'selected is who was nominated there and passed');
    END IF;
    SELECT s.campaign_id, s.line_id, s.separable, s.uuid = (SELECT l.uuid FROM public.showcase_ledger_stability l
        WHERE l.campaign_id = NEW.campaign_id AND l.line_id = NEW.line_id ORDER BY l.at DESC, l.uuid LIMIT 1) AS newest
      INTO told FROM public.showcase_ledger_stability s WHERE s.uuid = NEW.stability_id;
    IF (told.campaign_id, told.line_id) IS DISTINCT FROM (NEW.campaign_id, NEW.line_id) OR NOT told.newest THEN
        PERFORM public.showcase_ledger_refuse('stability', 'it rests on the newest statement of its line');
    END IF;
    IF NOT told.separable AND NOT EXISTS (SELECT 1 FROM public.showcase_ledger_deliberation d
        WHERE d.uuid = NEW.deliberation_id AND d.campaign_id = NEW.campaign_id AND d.line_id = NEW.line_id) THEN
        PERFORM public.showcase_ledger_refuse('deliberation', 'they cannot be told apart: it has to be deliberated');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF public.showcase_ledger_stage(NEW.campaign_id) <> 6 OR NEW.answered_at IS NOT NULL THEN
            PERFORM public.showcase_ledger_refuse('stage', 'objections come while the notice is out');
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.text <> NEW.text OR OLD.notice_id <> NEW.notice_id
        OR OLD.at <> NEW.at OR OLD.about <> NEW.about OR (NEW.contact <> OLD.contact AND NEW.contact <> '')) THEN
        PERFORM public.showcase_ledger_refuse('stays', 'an objection stays as it came');
    END IF;
    RETURN NEW;
END $$;
"""

TABLES = {
    # table → (by whom, in which stages, its own function)
    "nomination": ("anybody", "1", "nomination"),
    "previsit": ("anybody", "1", "pre_visit"),
    "emptyplace": ("anybody", "1 5", "empty"),
    "gate": ("office", "2", "gate"),
    "sheet": ("anybody", "3 4", "sheet"),
    "seal": ("anybody", "3 4", "seal"),
    "visit": ("office", "4", ""),
    "visitseat": ("office", "4", ""),
    "stability": ("office", "5", ""),
    "deliberation": ("office", "5", ""),
    "selection": ("office", "5", "selection"),
    "notice": ("office", "6", ""),
    "objection": ("office", "6 7 8", ""),
    "bulletin": ("office", "7", ""),
    "organizeraward": ("office", "7", ""),
    "practice": ("office", "7 8", ""),
    "adoption": ("anybody", "8", ""),
}


def _triggers() -> str:
    made = []
    for table, (whom, stages, own) in TABLES.items():
        arguments = ", ".join(f"'{one}'" for one in (whom, *stages.split()))
        made.append(
            f"CREATE TRIGGER showcase_a_stage BEFORE INSERT OR UPDATE OR DELETE ON public.showcase_ledger_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_in_stage({arguments});"
        )
        if own:
            made.append(
                f"CREATE TRIGGER showcase_b_own BEFORE INSERT OR UPDATE ON public.showcase_ledger_{table}"
                f" FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_{own}();"
            )
    made += [
        "CREATE TRIGGER showcase_b_own BEFORE INSERT OR UPDATE ON public.showcase_ledger_mark"
        " FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_mark();",
        "CREATE TRIGGER showcase_b_own BEFORE INSERT OR UPDATE ON public.showcase_ledger_objection"
        " FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_answer();",
    ]
    return "\n".join(made)


class Migration(migrations.Migration):
    """The rules of a campaign, kept by PostgreSQL: whoever writes, and by whatever way."""

    dependencies = [("showcase_ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(READERS + REFUSE + IN_STAGE, migrations.RunSQL.noop),
        migrations.RunSQL(NOMINATION, migrations.RunSQL.noop),
        migrations.RunSQL(SHEETS, migrations.RunSQL.noop),
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
        migrations.RunSQL(_triggers(), migrations.RunSQL.noop),
    ]
