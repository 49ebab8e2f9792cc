drop function internal.traced(jsonb);
