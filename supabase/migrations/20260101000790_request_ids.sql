-- Which request queued a message, so that the lines of a job can be found by it.

create function internal.traced(message jsonb) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  -- PostgREST keeps the headers of a call here; outside of one there are none.
  headers text := nullif(current_setting('request.headers', true), '');
  request text;
begin
  request := headers::jsonb ->> 'x-request-id';
  -- Anybody may send the header: what is no UUID is no id of ours.
  return case when request ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    then message || jsonb_build_object('request_id', request) else message end;
exception when invalid_text_representation then
  return message;
end;
$$;
comment on function internal.traced(jsonb) is 'The message, with the id of the request that queues it where there is one.';
grant execute on function internal.traced(jsonb) to service_role;
