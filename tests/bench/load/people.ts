import { SignJWT } from "jose";
import type { Stack } from "../../../supabase/embedded/options.ts";

/** Somebody who is signed in. */
export interface Person {
  id: string;
  token: string;
}

/** Signs up so many people in one statement; each has 30 tasks, 30 meetings and 60 messages. */
export async function signUpPeople(stack: Stack, count: number): Promise<Person[]> {
  const ids = Array.from({ length: count }, () => crypto.randomUUID());
  await stack.sql(
    `insert into auth.users (id, aud, role, email)
     select id, 'authenticated', 'authenticated', id::text || '@load.example' from unnest($1::uuid[]) as id`,
    [ids],
  );
  await stack.sql(
    `insert into public.tasks (user_id, title, priority, due_at)
     select id, 'Task ' || n, (array['low', 'medium', 'high'])[n % 3 + 1], now() + make_interval(hours => n)
     from unnest($1::uuid[]) as id cross join generate_series(1, 30) as n`,
    [ids],
  );
  await stack.sql(
    `insert into public.calendar_events (user_id, title, start_at, end_at)
     select id, 'Meeting ' || n, now() + make_interval(hours => n), now() + make_interval(hours => n + 1)
     from unnest($1::uuid[]) as id cross join generate_series(1, 30) as n`,
    [ids],
  );
  await stack.sql(
    `insert into public.events (user_id, source, external_id, event_type, title, body, text_for_embedding, occurred_at)
     select id, 'slack', 'C1:' || n, 'message', null, text, text, now() - make_interval(mins => n * 3)
     from unnest($1::uuid[]) as id cross join generate_series(1, 60) as n
     cross join lateral (select 'Can you send the report number ' || n || ' to the team before Friday?' as text)`,
    [ids],
  );
  const secret = new TextEncoder().encode(stack.jwtSecret);
  return await Promise.all(ids.map(async (id) => ({
    id,
    token: await new SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256" })
      .setSubject(id).setAudience("authenticated").setIssuedAt().setExpirationTime("2h").sign(
        secret,
      ),
  })));
}
