drop function internal.take_rate_limit(text, integer, integer);
drop table internal.rate_limits;
