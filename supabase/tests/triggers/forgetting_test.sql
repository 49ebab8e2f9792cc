-- A vector goes with its object, however the object goes.
begin;
\ir ../support/actors.psql

create temp table kinds (relation name, object_type text);
insert into kinds values ('events', 'event'), ('threads', 'thread'), ('notes', 'note'), ('drafts', 'draft'), ('entities', 'entity');

delete from public.embeddings;
insert into public.embeddings (user_id, object_type, object_id, chunk_index, embedding_model, embedding_dim, embedding, content_hash, occurred_at)
select p.user_id, k.object_type, pg_temp.id(p.person, k.relation), chunk, model, 1536, pg_temp.axis(1)::extensions.vector, 'h', now()
from people p cross join kinds k cross join generate_series(0, 1) as chunk cross join unnest(array['a', 'b']) as model;

create function pg_temp.stored(person text, kind text) returns bigint language sql as $$
  select count(*) from public.embeddings where user_id = pg_temp.id(person, 'users') and object_type = kind
$$;

select plan((3 * count(*) + 6)::integer) from kinds;

select is(pg_temp.stored('ada', object_type), 4::bigint, format('two chunks for two models of the %s are there', object_type)) from kinds;

savepoint marked;
update public.events set deleted_at = now() where id = pg_temp.id('ada', 'events');
update public.notes set deleted_at = now() where id = pg_temp.id('ada', 'notes');
select is(pg_temp.stored('ada', 'event'), 0::bigint, 'an event marked as deleted is forgotten');
select is(pg_temp.stored('ada', 'note'), 0::bigint, 'a note marked as deleted is forgotten');
rollback to savepoint marked;

savepoint unmarked;
update public.events set importance_score = 90 where id = pg_temp.id('ada', 'events');
select is(pg_temp.stored('ada', 'event'), 4::bigint, 'an event that only changes is not');
rollback to savepoint unmarked;

-- As the owner, who may delete notes and never vectors.
savepoint owner;
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.id('ada', 'users'), 'role', 'authenticated')::text, true),
  set_config('role', 'authenticated', true);
delete from public.notes;
reset role;
select is(pg_temp.stored('ada', 'note'), 0::bigint, 'a note that its owner deletes is forgotten');
select is(pg_temp.stored('bob', 'note'), 4::bigint, 'and nobody else''s');
rollback to savepoint owner;

do $$
declare
  kind record;
begin
  for kind in select * from kinds loop
    execute format('delete from public.%I where id = %L', kind.relation, pg_temp.id('ada', kind.relation));
  end loop;
end;
$$;
select is(pg_temp.stored('ada', object_type), 0::bigint, format('a deleted %s is forgotten, all chunks of all models', object_type)) from kinds;
select is(pg_temp.stored('bob', object_type), 4::bigint, format('Bob''s %s is not', object_type)) from kinds;

delete from auth.users where id = pg_temp.id('bob', 'users');
select is((select count(*) from public.embeddings), 0::bigint, 'a person who leaves leaves no vector');

select * from finish();
rollback;
