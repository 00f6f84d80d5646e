-- The functions of the second wall (walls.py). Words in capitals are put in from the table of the first wall. AS_KEEPER: run as
-- wayhome_keeper, who sees past the wall. Each such function tells ids, a yes or a no; search tells its lines.

create or replace function wayhome_officer() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('wayhome.officer', true), '')::uuid $$;

create or replace function wayhome_client() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('wayhome.client', true), '')::uuid $$;

create or replace function wayhome_actor() returns text language sql stable parallel safe as
$$ select coalesce('officer:' || wayhome_officer(), 'client:' || wayhome_client()) $$;

-- The agency that was named, if the officer or key that was named is its own and in force; else nothing, which equals no agency.
create or replace function wayhome_agency() returns uuid language sql stable AS_KEEPER as $$
  select o.agency_id from accounts_officer o
  where o.id = wayhome_officer() and o.is_active and o.agency_id = nullif(current_setting('wayhome.agency', true), '')::uuid
  union all
  select k.agency_id from accounts_apikey k
  where k.id = wayhome_client() and k.ended_at is null and wayhome_officer() is null
    and k.agency_id = nullif(current_setting('wayhome.agency', true), '')::uuid
$$;

create or replace function wayhome_role() returns text language sql stable AS_KEEPER as $$
  select a.kind || ' ' || o.role from accounts_officer o join accounts_agency a on a.id = o.agency_id
  where o.id = wayhome_officer() and o.agency_id = wayhome_agency()
$$;

create or replace function wayhome_audits() returns boolean language sql stable as
$$ select coalesce(wayhome_role() like '% auditor', false) $$;

-- The viewer's agency, if the viewer's role sees anything of a missing person at all.
create or replace function wayhome_desk() returns uuid language sql stable as
$$ select case when wayhome_role() in (SEES_ANYTHING) then wayhome_agency() end $$;

-- How far the shared record reaches for the viewer: every record, those beside a candidate match, or none.
create or replace function wayhome_reach() returns text language sql stable as
$$ select case when wayhome_role() in (REACHES_ALL) then 'all' when wayhome_role() in (REACHES_PAIRED) then 'paired' else '' end $$;

-- Whether the viewer's role reads what laboratories reported of relatives' DNA.
create or replace function wayhome_kinship() returns boolean language sql stable as
$$ select coalesce(wayhome_role() in (READS_KINSHIP), false) $$;

-- Ids of the records that are kept from the viewer, wherever they are: restricted, sealed, a conflict of interest, or erased.
create or replace function wayhome_kept(everywhere boolean default true) returns setof uuid language sql stable AS_KEEPER rows 20 as $$
  select r.subject from access_restriction r
  where r.ended_at is null and (everywhere or r.agency_id = (select wayhome_agency())) and case r.closeness
    when 'sealed' then not exists (
      select 1 from access_sealname n where n.restriction_id = r.id and n.officer_id = (select wayhome_officer()))
    else not (
      r.agency_id = (select wayhome_agency()) and (
        (select wayhome_role()) in (LEADS)
        or exists (select 1 from access_assignment a
                   where a.subject = r.subject and a.officer_id = (select wayhome_officer()) and a.ended_at is null)
        or exists (select 1 from cases_episode e where e.misper_id = r.subject and e.owner_id = (select wayhome_officer())))
      or exists (select 1 from access_share s where s.subject = r.subject and s.to_id = (select wayhome_agency())
                 and s.ended_at is null and s.until > now())
      or exists (select 1 from access_glass g where g.subject = r.subject and g.officer_id = (select wayhome_officer())
                 and g.ended_at is null and g.until > now()))
    end
  union
  select c.subject from access_conflict c where c.officer_id = (select wayhome_officer()) and c.ended_at is null
  union
  select t.subject from access_tie i join access_trace t on t.digest = i.digest where i.officer_id = (select wayhome_officer())
  union
  select x.subject from access_erasure x where everywhere  -- its own agency is told that it was erased
$$;

-- The same within the viewer's own agency, with the ids of all that hangs on those records.
create or replace function wayhome_shut() returns setof uuid language sql stable AS_KEEPER rows 10 as $$
  with shut as (select wayhome_kept(false) as subject),
       episodes as (select e.id from cases_episode e join shut on e.misper_id = shut.subject)
  select subject from shut
  union all select id from episodes
  union all select r.report_id from cases_episodereport r join episodes e on r.episode_id = e.id
  union all select a.id from appeals_appeal a join episodes e on a.episode_id = e.id
  union all select a.id from alerts_alert a join episodes e on a.episode_id = e.id
  union all select s.id from intake_sighting s join alerts_alert a on s.alert = a.id join episodes e on a.episode_id = e.id
  union all select s.id from intake_sighting s join appeals_appeal a on s.edition = a.edition join episodes e on a.episode_id = e.id
  union all select i.id from outcomes_interview i join episodes e on i.episode_id = e.id
$$;

-- Records whose glass the viewer has broken, and all that hangs on them; never a sealed record, never a conflict.
create or replace function wayhome_glass() returns setof uuid language sql stable AS_KEEPER rows 5 as $$
  with broken as (
    select g.subject from access_glass g
    where g.officer_id = (select wayhome_officer()) and g.agency_id = (select wayhome_agency()) and g.ended_at is null and g.until > now()
      and (select wayhome_role()) in (BREAKS_GLASS) and g.subject not in (select wayhome_kept())
  ), episodes as (select e.id from cases_episode e join broken on e.misper_id = broken.subject)
  select subject from broken
  union all select id from episodes
  union all select r.report_id from cases_episodereport r join episodes e on r.episode_id = e.id
  union all select a.id from appeals_appeal a join episodes e on a.episode_id = e.id
  union all select a.id from alerts_alert a join episodes e on a.episode_id = e.id
  union all select i.id from outcomes_interview i join episodes e on i.episode_id = e.id
$$;

-- Records shared with the viewer's agency at least this far; a seal or a conflict that came later is stronger.
create or replace function wayhome_shared(ceiling text) returns setof uuid language sql stable AS_KEEPER rows 20 as $$
  select s.subject from access_share s
  where s.to_id = (select wayhome_agency()) and s.ended_at is null and s.until > now() and ($1 = 'partner' or s.ceiling = 'case' and (select wayhome_role()) in (READS_CASE_CLASS))
    and (select wayhome_role()) in (SEES_CASES) and s.subject not in (select wayhome_kept())
$$;

-- Further down a list the evidence is not kept, and neither is the door opened.
create or replace function wayhome_paired(person uuid) returns boolean language sql stable AS_KEEPER as
$$ select exists (select 1 from matching_candidate c where c.missing = person and c.superseded_at is null and c.evidence is not null) $$;

-- The first lines of a report's history are those of the agency that routed it here.
create or replace function wayhome_routed_here(report uuid) returns boolean language sql stable AS_KEEPER as $$
  select exists (select 1 from intake_report r where r.id = report and r.agency_id = (select wayhome_desk())
                 and coalesce(r.record, r.id) not in (select wayhome_shut()))
$$;

-- Gives a report that no episode has taken up to another agency, with its photos, sightings and running clocks, each to
-- whoever holds its role there. A row that leaves the agency is seen no more by who gave it, so no policy could allow it.
create or replace function wayhome_hand_over(report uuid, receiver uuid, at timestamptz) returns boolean
language plpgsql volatile AS_KEEPER as $$
begin
  if coalesce(wayhome_role() not in (ROUTES), true) or report in (select wayhome_shut()) then
    return false;
  end if;
  update intake_report set agency_id = receiver
  where id = report and agency_id = wayhome_agency() and taken_up_at is null;
  if not found then
    return false;
  end if;
  update intake_photo set agency_id = receiver where report_id = report;
  update intake_sighting set agency_id = receiver where report_id = report;
  update clocks_clock c set agency_id = receiver, owner_id = (
    select d.officer_id from accounts_duty d join accounts_officer o on o.id = d.officer_id and o.is_active
    where d.agency_id = receiver and d.role = c.owner_role and d.starts_at <= at and d.ends_at > at
    order by d.starts_at desc limit 1)
  where c.subject = report and c.met_at is null;
  return true;
end $$;

-- Which record a reference names for whoever breaks the glass, and what stands in the way: nothing, that it is open to them
-- already, or that they have broken it. Sealed, a conflict of interest, erased, and absent are no row, all alike.
create or replace function wayhome_breakable(called text) returns table (subject uuid, owner uuid, why text)
language sql stable AS_KEEPER rows 1 as $$
  with named as (
    select m.id, m.agency_id from cases_misper m where m.reference = called
    union
    select m.id, m.agency_id from cases_episode e join cases_misper m on m.id = e.misper_id where e.reference = called
  )
  select n.id, n.agency_id, case
      when exists (select 1 from access_glass g where g.subject = n.id and g.officer_id = (select wayhome_officer())
                   and g.agency_id = (select wayhome_agency()) and g.ended_at is null and g.until > now()) then 'again'
      when n.agency_id = (select wayhome_agency()) and (select wayhome_role()) in (SEES_CASES)
           and n.id not in (select wayhome_kept()) then 'open'
      else 'break' end
  from named n
  where (select wayhome_role()) in (BREAKS_GLASS)
    and not exists (select 1 from access_restriction r where r.subject = n.id and r.ended_at is null and r.closeness = 'sealed'
                    and not exists (select 1 from access_sealname s
                                    where s.restriction_id = r.id and s.officer_id = (select wayhome_officer())))
    and not exists (select 1 from access_erasure x where x.subject = n.id)
    and not exists (select 1 from access_conflict c
                    where c.subject = n.id and c.officer_id = (select wayhome_officer()) and c.ended_at is null)
    and not exists (select 1 from access_tie i join access_trace t on t.digest = i.digest
                    where t.subject = n.id and i.officer_id = (select wayhome_officer()))
$$;

-- Opens a record to an officer who is shut out of it, and tells two others, or does neither. First somebody who leads the
-- owning agency, on duty if anybody is; then a supervisor of the officer's own; never the officer, nor whom the record names.
create or replace function wayhome_break_glass(called text, glass uuid, code text, words bytea, hours integer) returns text
language plpgsql volatile AS_KEEPER as $$
declare
  asked record;
  told uuid[];
begin
  select * into asked from wayhome_breakable(called);
  if not found then
    return 'absent';
  end if;
  -- The same officer twice at once: the second waits here, and then finds it broken.
  perform pg_advisory_xact_lock(hashtextextended('glass ' || wayhome_officer() || asked.subject, 0));
  select * into asked from wayhome_breakable(called);
  if not found then
    return 'absent';
  elsif asked.why <> 'break' then
    return asked.why;
  end if;
  with others as (
    select o.id, o.agency_id, o.role, exists (
        select 1 from accounts_duty d where d.officer_id = o.id and d.agency_id = o.agency_id
        and d.role in ('duty_officer', 'supervisor') and d.starts_at <= now() and d.ends_at > now()) as on_duty
    from accounts_officer o join accounts_agency a on a.id = o.agency_id
    where o.is_active and o.id <> wayhome_officer() and o.agency_id in (asked.owner, wayhome_agency())
      and a.kind || ' ' || o.role in (TOLD_OF_GLASS)
      and not exists (select 1 from access_conflict c where c.subject = asked.subject and c.officer_id = o.id and c.ended_at is null)
      and not exists (select 1 from access_tie i join access_trace t on t.digest = i.digest
                      where t.subject = asked.subject and i.officer_id = o.id)
  ), first as (
    select id from others where agency_id = asked.owner
    order by on_duty and role = 'duty_officer' desc, on_duty desc, role = 'supervisor' desc, id limit 1
  )
  select array_agg(id) into told from (
    select id from first
    union all
    (select id from others where id not in (select id from first)
     order by agency_id = wayhome_agency() desc, role = 'supervisor' desc, on_duty desc, id
     limit 2 - (select count(*) from first))
  ) chosen;
  if coalesce(cardinality(told), 0) < 2 then
    return 'nobody';
  end if;
  insert into access_glass (id, agency_id, officer_id, subject, owner_id, reference, code, words, at, until, verdict)
  values (glass, wayhome_agency(), wayhome_officer(), asked.subject, asked.owner, called, code, words, now(),
          now() + make_interval(hours => hours), '');
  insert into access_glasstold (id, agency_id, glass_id, officer_id, at)
  select gen_random_uuid(), o.agency_id, glass, o.id, now() from accounts_officer o where o.id = any(told);
  return 'broken';
end $$;

-- Whom a search may mean: at most fifty whom the viewer may open, and for the police at most ten more of whom only agency
-- and reference are told. What is sealed, or a conflict of interest, is neither.
drop function if exists wayhome_search(text, text, boolean, bytea);
create function wayhome_search(words text, reference text, prefix boolean, phone bytea)
returns table (subject uuid, subject_kind text, agency uuid, why text, key text, alike real, open boolean, called text)
language sql stable AS_KEEPER set pg_trgm.similarity_threshold = 0.35 set pg_trgm.word_similarity_threshold = 0.5 as $$
  with found as materialized (
    select k.subject, k.subject_kind, k.agency_id, k.kind, k.key,
           greatest(similarity(k.key, words), 0.95 * word_similarity(words, k.key))::real as alike
    from registry_searchkey k
    where words is not null and k.kind in ('name', 'alias', 'place')
      and (k.key % words or words <% k.key or k.key like '%' || replace(replace(words, '%', ''), '_', '') || '%')
    union all
    select k.subject, k.subject_kind, k.agency_id, k.kind, k.key, 1::real from registry_searchkey k
    where reference is not null and k.kind = 'reference' and (k.key = reference or prefix and k.key like reference || '%')
    union all
    select k.subject, k.subject_kind, k.agency_id, k.kind, k.key, 1::real from registry_searchkey k
    where phone is not null and k.digest = phone
  ), best as (
    select f.subject, f.subject_kind, f.agency_id, max(f.alike) as alike, (array_agg(f.key order by f.alike desc))[1] as key,
           (array_agg(f.kind order by f.alike desc))[1] as kind
    from found f group by f.subject, f.subject_kind, f.agency_id
  ), judged as (
    select b.*, case
        when b.subject_kind = 'unidentified' then b.agency_id = (select wayhome_desk()) or (select wayhome_reach()) <> ''
        when exists (select 1 from access_erasure x where x.subject = b.subject) then null
        when b.subject in (select wayhome_glass()) then true
        when b.subject in (select wayhome_kept()) then false
        when b.agency_id = (select wayhome_agency()) then (select wayhome_role()) in (SEES_CASES)
        when (select wayhome_reach()) = 'all' then true
        else b.subject in (select wayhome_shared('partner')) end as open
    from best b
  ), told as (
    (select * from judged where open order by alike desc, subject limit 50)
    union all
    (select * from judged j
     where not j.open and j.subject_kind = 'misper' and (select wayhome_role()) in (POLICE)
       and not exists (select 1 from access_restriction r
                       where r.subject = j.subject and r.ended_at is null and r.closeness = 'sealed')
       and not exists (select 1 from access_conflict c
                       where c.subject = j.subject and c.officer_id = (select wayhome_officer()) and c.ended_at is null)
       and not exists (select 1 from access_tie i join access_trace t on t.digest = i.digest
                       where t.subject = j.subject and i.officer_id = (select wayhome_officer()))
     order by alike desc, subject limit 10)
  )
  select t.subject, t.subject_kind, t.agency_id, t.kind, case when t.open then t.key end, t.alike, t.open,
         coalesce(m.reference, u.reference)
  from told t
  left join cases_misper m on m.id = t.subject
  left join registry_unidentified u on u.id = t.subject
$$;
