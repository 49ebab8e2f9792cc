select internal.refuse_to_drop('public.oauth_tokens', 'public.linked_accounts', 'public.users');
drop table public.oauth_tokens;
drop table public.linked_accounts;
drop trigger prometheus_create_profile on auth.users;
drop function internal.create_profile();
drop table public.users;
drop function internal.check_timezone();
drop function internal.refresh_timezones();
drop table internal.timezones;
