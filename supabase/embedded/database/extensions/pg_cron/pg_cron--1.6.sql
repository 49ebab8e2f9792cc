\echo Use "create extension pg_cron" to load this file. \quit

-- Stand-in for pg_cron: the same names and signatures in plain SQL. A scheduler outside of
-- the database (supabase/embedded/schedules/cron.ts) runs the jobs and writes their history.

create schema cron;

create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default coalesce(inet_server_port(), 5432),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
alter sequence cron.jobid_seq owned by cron.job.jobid;

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
alter sequence cron.runid_seq owned by cron.job_run_details.runid;

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- One comma separated field of a cron expression: *, a, a-b, each optionally /step.
create function cron._field_is_valid(field text, low integer, high integer, names text[] default '{}')
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  item text;
  parts text[];
  bounds integer[];
  bound text;
begin
  foreach item in array string_to_array(lower(field), ',') loop
    parts := regexp_match(item, '^(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:/([0-9]+))?$');
    if parts is null or parts[2]::integer = 0 then
      return false;
    end if;
    continue when parts[1] = '*';
    bounds := '{}';
    foreach bound in array string_to_array(parts[1], '-') loop
      if bound ~ '^[0-9]{1,4}$' then
        bounds := bounds || bound::integer;
      elsif bound = any (names) then
        bounds := bounds || (array_position(names, bound) - 1 + low);
      else
        return false;
      end if;
    end loop;
    if bounds[1] < low or bounds[array_length(bounds, 1)] > high
      or bounds[1] > bounds[array_length(bounds, 1)] then
      return false;
    end if;
  end loop;
  return field <> '';
end;
$$;

create function cron._check_schedule(schedule text) returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  fields text[] := regexp_split_to_array(btrim(schedule), '\s+');
  seconds text[] := regexp_match(btrim(schedule), '^([0-9]{1,2})\s+seconds?$', 'i');
begin
  if seconds is not null and seconds[1]::integer between 1 and 59 then
    return;
  end if;
  if seconds is null and array_length(fields, 1) = 5
    and cron._field_is_valid(fields[1], 0, 59)
    and cron._field_is_valid(fields[2], 0, 23)
    and (fields[3] = '$' or cron._field_is_valid(fields[3], 1, 31))
    and cron._field_is_valid(fields[4], 1, 12,
      '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}')
    and cron._field_is_valid(fields[5], 0, 7, '{sun,mon,tue,wed,thu,fri,sat}') then
    return;
  end if;
  raise exception 'invalid schedule: %', schedule
    using hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''',
      errcode = 'invalid_parameter_value';
end;
$$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  job_id bigint;
begin
  if job_name is null then
    raise exception 'job_name can not be NULL' using errcode = 'null_value_not_allowed';
  end if;
  perform cron._check_schedule(schedule);
  insert into cron.job (jobname, schedule, command)
  values (job_name, schedule, command)
  on conflict on constraint jobname_username_uniq
  do update set schedule = excluded.schedule, command = excluded.command, active = true
  returning jobid into job_id;
  return job_id;
end;
$$;

create function cron.schedule(schedule text, command text) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  job_id bigint;
begin
  perform cron._check_schedule(schedule);
  insert into cron.job (schedule, command) values (schedule, command) returning jobid into job_id;
  return job_id;
end;
$$;

create function cron.schedule_in_database(
  job_name text,
  schedule text,
  command text,
  database text,
  username text default null,
  active boolean default true
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  job_id bigint;
begin
  perform cron._check_schedule(schedule);
  insert into cron.job (jobname, schedule, command, database, username, active)
  values (job_name, schedule, command, database, coalesce(username, current_user), active)
  on conflict on constraint jobname_username_uniq
  do update set schedule = excluded.schedule, command = excluded.command,
    database = excluded.database, active = excluded.active
  returning jobid into job_id;
  return job_id;
end;
$$;

create function cron.alter_job(
  job_id bigint,
  schedule text default null,
  command text default null,
  database text default null,
  username text default null,
  active boolean default null
) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_variable
begin
  if schedule is not null then
    perform cron._check_schedule(schedule);
  end if;
  update cron.job as job
  set schedule = coalesce(schedule, job.schedule),
      command = coalesce(command, job.command),
      database = coalesce(database, job.database),
      username = coalesce(username, job.username),
      active = coalesce(active, job.active)
  where job.jobid = job_id;
  if not found then
    raise exception 'Job % does not exist or you don''t own it', job_id;
  end if;
end;
$$;

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  delete from cron.job as job where job.jobid = job_id;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_id;
  end if;
  return true;
end;
$$;

create function cron.unschedule(job_name text) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  delete from cron.job as job where job.jobname = job_name and job.username = current_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end;
$$;

-- Only the role that owns the extension (postgres) may use it.
revoke all on schema cron from public;
revoke all on all tables in schema cron from public;
revoke all on all sequences in schema cron from public;
revoke all on all functions in schema cron from public;

select pg_catalog.pg_extension_config_dump('cron.job', '');
select pg_catalog.pg_extension_config_dump('cron.jobid_seq', '');
