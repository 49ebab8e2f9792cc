drop function internal.settle_detected_tasks(uuid, jsonb);
drop function internal.store_detected_tasks(uuid, jsonb);
drop function internal.dismissed_detections(uuid, jsonb);
drop function internal.store_summary(uuid, timestamptz, timestamptz, text, jsonb, jsonb, jsonb);
drop function internal.coverage(uuid);
drop function public.timeline_statistics;
