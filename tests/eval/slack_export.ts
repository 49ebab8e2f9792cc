import { z } from "zod";
import { importSlackExport } from "../../shared/connectors/slack/export/import_export.ts";
import { openExport } from "../../supabase/commands/export/open.ts";
import type { TestStack } from "../support/stack.ts";
import { embedAll } from "../support/timeline.ts";
import { type Asked, askedOf, Question } from "./questions.ts";

/** The time that the export is asked at: after its last message. */
export const exportNow = "2018-02-04T00:00:00Z";

/**
 * Reads three days of a public community (2018-02-01 to 2018-02-03). The questions name its messages
 * by channel and time stamp.
 *
 * @throws Error when nothing readable is at the path
 */
export async function loadExport(
  stack: TestStack,
  userId: string,
  path: string,
): Promise<Asked[]> {
  const text = await Deno.readTextFile(new URL("slack_export.json", import.meta.url));
  const questions = z.array(Question).parse(JSON.parse(text));
  using files = await openExport(path);
  await importSlackExport(stack.services.internal, userId, files);
  await embedAll(stack);
  const rows = await stack.stack.sql<{ id: string; message: string }>(
    `select id::text, substr(place, 2) || '/' || split_part(external_id, ':', 2) as message
     from public.events where user_id = $1`,
    [userId],
  );
  const byMessage = new Map(rows.map(({ id, message }) => [message, id]));
  return askedOf(questions, (message) => byMessage.get(message));
}
