drop function internal.linked_account(uuid, text, text);
drop function internal.end_telegram_login(uuid, uuid);
drop function internal.advance_telegram_login(uuid, uuid, text);
drop function internal.untry_telegram_login(uuid, uuid);
drop function internal.try_telegram_login(uuid, uuid, text, integer);
drop function internal.begin_telegram_login(uuid, uuid, text, text, integer);
drop function internal.forget_telegram_logins();
drop table internal.telegram_logins;
