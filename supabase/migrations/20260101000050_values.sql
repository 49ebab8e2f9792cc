-- What every client of the Data API can read back. A value outside is refused by the write, because
-- one such row would make the whole list of its owner unreadable. Checks run with the rights of whoever
-- writes, so people may execute these; without usage of the schema they can call none by its name.

create function internal.is_instant(value timestamptz) returns boolean
language sql
immutable parallel safe
set search_path = ''
as $$
  -- The years that ISO 8601, JavaScript and Postgres write alike; not infinity, and nothing before Christ.
  select value >= '0001-01-01 00:00:00+00'::timestamptz and value < '10000-01-01 00:00:00+00'::timestamptz;
$$;
comment on function internal.is_instant(timestamptz) is 'Whether an instant lies in the years 1 to 9999.';

create function internal.is_plain_json(value jsonb, most_bytes integer) returns boolean
language sql
immutable parallel safe
set search_path = ''
as $$
  -- Six bytes of 1e9999 are ten thousand digits when they are read: no number beyond what is written out.
  select pg_column_size(value) <= most_bytes
    and not value @? 'strict $.** ? (@.type() == "number" && (@ >= 1e21 || @ <= -1e21 || (@ > -1e-21 && @ < 1e-21 && @ != 0)))';
$$;
comment on function internal.is_plain_json(jsonb, integer) is
  'Whether JSON has at most this many bytes, and no number that is long when it is written out.';

create function internal.is_source_refs(value jsonb, most integer default 100) returns boolean
language sql
immutable parallel safe
set search_path = ''
as $$
  select case when jsonb_typeof(value) = 'array' then
    jsonb_array_length(value) <= most
    and pg_column_size(value) <= 100 + most * 200
    and jsonb_array_length(value) = jsonb_array_length(jsonb_path_query_array(value,
      'strict $[*] ? (@.type() == "object"
        && @."type" like_regex "^(event|thread|note|draft|entity)$"
        && @.id like_regex "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        && (@.source == null || @.source like_regex "^(slack|telegram|outlook|calendar)$"))'))
  else false end;
$$;
comment on function internal.is_source_refs(jsonb, integer) is
  'Whether JSON is a list of at most so many {type, id, source}: lower-case UUIDs, source null where there is none.';

create function internal.is_text_list(value jsonb, most integer, most_characters integer) returns boolean
language sql
immutable parallel safe
set search_path = ''
as $$
  select case when jsonb_typeof(value) = 'array' then
    jsonb_array_length(value) <= most
    and not value @? 'strict $[*] ? (@.type() != "string")'
    and not exists (select 1 from jsonb_array_elements_text(value) as item where char_length(item) > most_characters)
  else false end;
$$;
comment on function internal.is_text_list(jsonb, integer, integer) is 'Whether JSON is a list of at most so many short texts.';

grant execute on function internal.is_instant(timestamptz), internal.is_plain_json(jsonb, integer),
  internal.is_source_refs(jsonb, integer), internal.is_text_list(jsonb, integer, integer) to authenticated, service_role;
