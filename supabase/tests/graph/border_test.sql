-- Whoever crosses a border goes into the graph or out of it, in batches that may end at any row.
begin;
\ir ../support/actors.psql

delete from public.embeddings;
select internal.fold_counts();

-- Rows first..last of a person, each in another direction.
create function pg_temp.add_rows(person text, first integer, last integer, model text default 'm') returns void language sql as $$
  insert into public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim, embedding, content_hash, occurred_at)
  select pg_temp.id(person, 'users'), 'event', md5(person || n)::uuid, model, 1536,
    (select array_agg(cos(2 * pi() * j / 1536 - n * 0.01) order by j)::real[] from generate_series(0, 1535) as j)::extensions.vector,
    'h', timestamptz '2026-01-01' + make_interval(secs => n)
  from generate_series(first, last) as n
$$;
create function pg_temp.inside(person text, model text default 'm') returns bigint language sql as $$
  select count(*) from public.embeddings where user_id = pg_temp.id(person, 'users') and embedding_model = model and in_graph
$$;
-- What a search finds, in order, and how often each.
create function pg_temp.found(person text) returns text language sql as $$
  select string_agg(object_id::text, ',' order by similarity desc, object_id)
  from public.match_embeddings((select array_agg(cos(2 * pi() * j / 1536) order by j)::real[] from generate_series(0, 1535) as j)::extensions.vector,
    'm', 200, for_user => pg_temp.id(person, 'users'))
$$;
create function pg_temp.right_answer(person text) returns text language sql as $$
  select string_agg(md5(person || n)::uuid::text, ',' order by n) from (
    select n from generate_series(1, 200) as n where exists (
      select 1 from public.embeddings e where e.user_id = pg_temp.id(person, 'users') and e.embedding_model = 'm' and e.object_id = md5(person || n)::uuid)
  ) as r
$$;

select plan(36);

select pg_temp.add_rows('ada', 1, 29);
select pg_temp.add_rows('bob', 1, 12);
select is(internal.choose_graph_members(30, 10), 0, 'below the upper border nobody is taken in');
select is(internal.move_graph_rows(), 0, 'and no row is moved');

select pg_temp.add_rows('ada', 30, 30, 'other');
select is(internal.choose_graph_members(30, 10), 0, 'rows of another model do not add up');
select pg_temp.add_rows('ada', 30, 30);
select is(internal.choose_graph_members(30, 10), 1, 'at the upper border a person is taken in');
select is(internal.choose_graph_members(30, 10), 0, 'once');
select is(pg_temp.inside('ada'), 0::bigint, 'their rows follow later');

select is(internal.move_graph_rows(12), 12, 'a batch moves as many rows as it may');
select is(pg_temp.inside('ada'), 12::bigint, 'these are in');
select is(pg_temp.found('ada'), pg_temp.right_answer('ada'), 'half way every row is found once');
savepoint lost;
select internal.move_graph_rows(5);
rollback to savepoint lost;
select is(pg_temp.inside('ada'), 12::bigint, 'a batch that failed moved nothing');
select is(internal.move_graph_rows(budget => '0 seconds'), 18, 'a run without time still moves one batch, and takes up where the last one ended');
select is(pg_temp.inside('ada'), 30::bigint, 'all are in');
select is(internal.move_graph_rows(), 0, 'then nothing is left to move');
select is(pg_temp.found('ada'), pg_temp.right_answer('ada'), 'wholly in, every row is found once');
select is(pg_temp.inside('ada', 'other'), 0::bigint, 'rows of another model stay out');
select is(pg_temp.inside('bob'), 0::bigint, 'so do those of who is between the borders');

select pg_temp.add_rows('ada', 31, 33);
select is(pg_temp.inside('ada'), 30::bigint, 'a new row does not wait for the graph');
select is(pg_temp.found('ada'), pg_temp.right_answer('ada'), 'and is found at once');
select is(internal.move_graph_rows(), 3, 'the next run takes it in');
update public.notes set body = 'Changed' where id = pg_temp.id('ada', 'notes');
select internal.store_embeddings(jsonb_build_array(jsonb_build_object('user_id', pg_temp.id('ada', 'users'), 'object_type', 'note',
  'object_id', pg_temp.id('ada', 'notes'), 'chunk_index', 0, 'chunk_count', 1, 'embedding_model', 'm',
  'embedding', pg_temp.axis(1), 'content_hash', 'h', 'occurred_at', '2026-01-01T00:00:00Z')));
select internal.move_graph_rows();
select is(pg_temp.inside('ada'), 34::bigint, 'a stored vector is taken in');
select internal.store_embeddings(jsonb_build_array(jsonb_build_object('user_id', pg_temp.id('ada', 'users'), 'object_type', 'note',
  'object_id', pg_temp.id('ada', 'notes'), 'chunk_index', 0, 'chunk_count', 1, 'embedding_model', 'm',
  'embedding', pg_temp.axis(2), 'content_hash', 'i', 'occurred_at', '2026-01-01T00:00:00Z')));
select is(pg_temp.inside('ada'), 33::bigint, 'one that is replaced is out until the next run');
delete from public.embeddings where object_type = 'note';

-- Down again: the distance between the borders keeps who is near one from going to and fro.
delete from public.embeddings where user_id = pg_temp.id('ada', 'users') and embedding_model = 'm'
  and occurred_at > timestamptz '2026-01-01' + interval '10 seconds';
select is(internal.choose_graph_members(30, 10), 0, 'between the borders a member stays');
delete from public.embeddings where user_id = pg_temp.id('ada', 'users') and embedding_model = 'm'
  and occurred_at > timestamptz '2026-01-01' + interval '9 seconds';
select is(internal.choose_graph_members(30, 10), 1, 'below the lower border they are put out');
select is(internal.move_graph_rows(4), 4, 'in batches too');
select is(pg_temp.inside('ada'), 5::bigint, 'these are out');
select is(pg_temp.found('ada'), pg_temp.right_answer('ada'), 'half way every row is found once');
select is((select count(*) from internal.graph_members), 1::bigint, 'the member goes last');

savepoint turned;
select pg_temp.add_rows('ada', 40, 70);
select is(internal.choose_graph_members(30, 10), 1, 'who grows meanwhile turns round');
select is(internal.move_graph_rows(), 35, 'and the rows that are out come in again');
select is(pg_temp.inside('ada'), 40::bigint, 'all of them');
rollback to savepoint turned;

select is(internal.move_graph_rows(), 5, 'the rest goes');
select is((select count(*) from internal.graph_members), 0::bigint, 'and the member with it');
select is(pg_temp.found('ada'), pg_temp.right_answer('ada'), 'wholly out, every row is found once');

-- A person who leaves.
select internal.choose_graph_members(10, 10);
select internal.move_graph_rows(3);
delete from auth.users where id = pg_temp.id('bob', 'users');
select is((select count(*) from internal.graph_members), 0::bigint, 'a person who leaves is no member any more');
select is(internal.choose_graph_members(10, 10), 0, 'and is not taken in again');

select throws_ok('select internal.choose_graph_members(10, 11)', '22023', null, 'a lower border above the upper one is refused');

select * from finish();
rollback;
