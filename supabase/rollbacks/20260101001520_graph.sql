-- The rows stay where they are: searches find them there, and the migration finds their people again.
select cron.unschedule('prometheus-graph-rows');
select cron.unschedule('prometheus-graph-members');
drop function internal.move_graph_rows(integer, interval);
drop function internal.choose_graph_members(integer, integer);
drop table internal.graph_members;
