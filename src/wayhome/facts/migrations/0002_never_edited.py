"""A fact may be superseded once; nothing else about it may change."""

from django.db import migrations

WALL = """
create function wayhome_fact_never_edited() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.superseded_at is not null or new.superseded_at is null
        or (to_jsonb(new) - 'superseded_at' - 'superseded_by_id') is distinct from
           (to_jsonb(old) - 'superseded_at' - 'superseded_by_id') then
        raise exception 'a fact is superseded, never edited' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger fact_never_edited before update or delete on facts_fact
    for each row execute function wayhome_fact_never_edited();
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
