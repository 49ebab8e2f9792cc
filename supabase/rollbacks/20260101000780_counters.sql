drop function internal.count_requests(jsonb);
drop function internal.count_up(text, jsonb, double precision);
drop table internal.counters;
