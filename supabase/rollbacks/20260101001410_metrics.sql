drop function internal.metrics_report(integer);
drop function internal.measure();
drop table internal.metrics_snapshot;
