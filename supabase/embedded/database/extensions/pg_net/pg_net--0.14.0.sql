\echo Use "create extension pg_net" to load this file. \quit

-- Stand-in for pg_net: the same names and signatures in plain SQL. A worker outside of the
-- database (supabase/embedded/schedules/net.ts) sends what waits in net.http_request_queue and stores
-- the answers in net._http_response. As with the original, both tables are unlogged: a crash
-- loses requests that wait, so nothing may rely on one arriving.

create schema net;

create domain net.http_method as text
  check (upper(value) in ('GET', 'POST', 'DELETE'));

create unlogged table net.http_request_queue (
  id bigserial primary key,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index _http_response_created_idx on net._http_response (created);

create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (
  status net.request_status,
  message text,
  response net.http_response
);

-- Wakes the worker when the transaction that queued the request commits.
create function net._wake() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform pg_catalog.pg_notify('pg_net', '');
  return null;
end;
$$;
create trigger http_request_queue_wake after insert on net.http_request_queue
  for each statement execute function net._wake();

-- Percent-encodes everything but the unreserved characters of RFC 3986.
create function net._urlencode_string(string text) returns text
language sql
immutable strict
set search_path = ''
as $$
  select coalesce(string_agg(
    case
      when chr(byte) ~ '[A-Za-z0-9._~-]' and byte < 128 then chr(byte)
      else '%' || upper(lpad(to_hex(byte), 2, '0'))
    end, '' order by position), '')
  from (
    select get_byte(bytes, position) as byte, position
    from (select convert_to(string, 'UTF8') as bytes) as encoded,
      generate_series(0, length(bytes) - 1) as position
  ) as octets;
$$;

create function net._encode_url_with_params(url text, params jsonb) returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when count(key) = 0 then url
    else url || case when position('?' in url) > 0 then '&' else '?' end
      || string_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value), '&' order by key)
  end
  from jsonb_each_text(coalesce(params, '{}')) as pairs(key, value);
$$;

create function net._enqueue(
  method text, url text, params jsonb, headers jsonb, body bytea, timeout_milliseconds integer
) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  request_id bigint;
begin
  if url is null then
    raise exception 'null value in column "url" of relation "http_request_queue"'
      using errcode = 'not_null_violation';
  end if;
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (method, net._encode_url_with_params(url, params), headers, body, timeout_milliseconds)
  returning id into request_id;
  return request_id;
end;
$$;

create function net.http_get(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint
language sql
set search_path = ''
as $$
  select net._enqueue('GET', url, params, headers, null, timeout_milliseconds);
$$;

create function net.http_post(
  url text,
  body jsonb default '{}'::jsonb,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  content_type text;
begin
  select header.value into content_type
  from pg_catalog.jsonb_each_text(coalesce(headers, '{}')) as header(key, value)
  where lower(header.key) = 'content-type'
  limit 1;
  -- The original sends a body only as JSON and refuses anything else.
  if content_type is null then
    headers := coalesce(headers, '{}') || '{"Content-Type": "application/json"}';
  elsif content_type not ilike 'application/json%' then
    raise exception 'Content-Type header must be "application/json"';
  end if;
  return net._enqueue(
    'POST', url, params, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds);
end;
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint
language sql
set search_path = ''
as $$
  select net._enqueue('DELETE', url, params, headers, null, timeout_milliseconds);
$$;

create function net._http_collect_response(request_id bigint, async boolean default true)
returns net.http_response_result
language plpgsql
set search_path = ''
as $$
declare
  answer net._http_response;
  body text;
begin
  if not async then
    raise exception 'net._http_collect_response(async := false) is not available: the request is sent outside of the database';
  end if;
  select response.* into answer from net._http_response as response where response.id = request_id;
  if answer.id is null then
    if exists (select from net.http_request_queue as queue where queue.id = request_id) then
      return row('PENDING', 'request is pending processing', null)::net.http_response_result;
    end if;
    return row('ERROR', 'request matching request_id not found', null)::net.http_response_result;
  end if;
  if answer.status_code is null then
    return row('ERROR', coalesce(answer.error_msg, 'unknown error'), null)::net.http_response_result;
  end if;
  body := answer.content;
  return row('SUCCESS', 'ok', row(answer.status_code, answer.headers, body)::net.http_response)::net.http_response_result;
end;
$$;

-- Only the role that owns the extension (postgres) may use it.
revoke all on schema net from public;
revoke all on all tables in schema net from public;
revoke all on all sequences in schema net from public;
revoke all on all functions in schema net from public;
