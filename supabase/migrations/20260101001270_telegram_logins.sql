-- Logins at Telegram that are under way, from the code that was sent to the account that is linked.
-- What a login goes on with is sealed outside; here its tries are counted, before Telegram is asked.

create table internal.telegram_logins (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  -- HMAC of the phone number: the number itself stands in `login_enc` alone.
  phone_mac text not null,
  -- What is asked for next.
  step text not null default 'code',
  tries smallint not null default 0,
  -- Temporary session, phone number and code hash, sealed.
  login_enc text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint step_is_known check (step in ('code', 'password')),
  constraint tries_are_counted check (tries >= 0)
);
create index telegram_logins_user_id_idx on internal.telegram_logins (user_id);
create index telegram_logins_expires_at_idx on internal.telegram_logins (expires_at);
revoke all on internal.telegram_logins from public, anon, authenticated;
grant select, insert, update, delete on internal.telegram_logins to service_role;
alter table internal.telegram_logins enable row level security;

create function internal.begin_telegram_login(
  login uuid, for_user uuid, phone_mac text, login_enc text, seconds integer
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform internal.forget_telegram_logins();
  -- A new code makes the last one worthless; other numbers go on, up to a few.
  delete from internal.telegram_logins l
  where l.user_id = for_user and (l.phone_mac = begin_telegram_login.phone_mac or l.id in (
    select o.id from internal.telegram_logins o where o.user_id = for_user order by o.created_at desc offset 4));
  insert into internal.telegram_logins (id, user_id, phone_mac, login_enc, expires_at)
  values (login, for_user, begin_telegram_login.phone_mac, begin_telegram_login.login_enc,
    clock_timestamp() + make_interval(secs => seconds));
end;
$$;
comment on function internal.begin_telegram_login(uuid, uuid, text, text, integer) is
  'Remembers a login that was begun, in place of an earlier one of the same person and number, for so many seconds.';

create function internal.try_telegram_login(login uuid, for_user uuid, wanted_step text, most_tries integer)
returns table (login_enc text, tries_left integer)
language sql
set search_path = ''
as $$
  -- Counted before anybody asks Telegram, so that guesses at the same moment are no more than others.
  update internal.telegram_logins l set tries = l.tries + 1
  where l.id = login and l.user_id = for_user and l.step = wanted_step and l.tries < most_tries
    and l.expires_at > clock_timestamp()
  returning l.login_enc, most_tries - l.tries;
$$;
comment on function internal.try_telegram_login(uuid, uuid, text, integer) is
  'Counts a try and gives the sealed login; no row where it is not one''s own, over, at another step or used up.';

create function internal.untry_telegram_login(login uuid, for_user uuid) returns void
language sql
set search_path = ''
as $$
  update internal.telegram_logins l set tries = greatest(0, l.tries - 1) where l.id = login and l.user_id = for_user;
$$;
comment on function internal.untry_telegram_login(uuid, uuid) is
  'Gives a try back that said nothing of the code or the password.';

create function internal.advance_telegram_login(login uuid, for_user uuid, login_enc text) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update internal.telegram_logins l
  set step = 'password', tries = 0, login_enc = advance_telegram_login.login_enc
  where l.id = login and l.user_id = for_user and l.step = 'code';
  return found;
end;
$$;
comment on function internal.advance_telegram_login(uuid, uuid, text) is
  'The code was right and the password is asked for next; false where the login is gone or there already.';

create function internal.end_telegram_login(login uuid, for_user uuid) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  delete from internal.telegram_logins l where l.id = login and l.user_id = for_user;
  return found;
end;
$$;
comment on function internal.end_telegram_login(uuid, uuid) is 'Forgets a login; false where it is gone already.';

create function internal.forget_telegram_logins() returns void
language sql
set search_path = ''
as $$
  delete from internal.telegram_logins l where l.expires_at <= clock_timestamp();
$$;
comment on function internal.forget_telegram_logins() is 'Forgets the logins whose time is over.';

create function internal.linked_account(for_user uuid, wanted_provider text, wanted_account text) returns uuid
language sql
stable
set search_path = ''
as $$
  select a.id from public.linked_accounts a
  where a.user_id = for_user and a.provider = wanted_provider and a.provider_account_id = wanted_account;
$$;
comment on function internal.linked_account(uuid, text, text) is
  'A person''s account by its id at the provider; null where they have not linked it.';

grant execute on function
  internal.begin_telegram_login(uuid, uuid, text, text, integer),
  internal.try_telegram_login(uuid, uuid, text, integer), internal.untry_telegram_login(uuid, uuid),
  internal.advance_telegram_login(uuid, uuid, text), internal.end_telegram_login(uuid, uuid),
  internal.forget_telegram_logins(), internal.linked_account(uuid, text, text)
  to service_role;
