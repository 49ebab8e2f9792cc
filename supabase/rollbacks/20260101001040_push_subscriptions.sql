drop function internal.end_pushes(uuid);
drop function internal.hurry_push(text, boolean);
drop function internal.push_sources(text[]);
drop function internal.miss_push(uuid, text, text);
drop function internal.keep_push(uuid, text, text, timestamptz, text);
drop function internal.account_pushes(uuid);
drop table internal.push_subscriptions;
