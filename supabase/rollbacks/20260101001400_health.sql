drop function internal.readiness();
drop function internal.account_report(integer);
drop function internal.health_report();
