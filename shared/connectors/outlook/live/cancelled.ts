/** Which events of a series do not take place: its changes do not say so. */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type { GraphApi } from "./graph_api.ts";
import { itemPath } from "./round.ts";

const series = z.looseObject({ id: z.string().min(1), type: z.literal("seriesMaster") });
const cancelled = z.object({ cancelledOccurrences: z.array(z.string()).nullish() });

/** Events, and of how many series it could not be read which of theirs are cancelled. */
export interface CompletedEvents {
  events: unknown[];
  unreadable: number;
}

/**
 * The same events, series with what of them is cancelled. Graph tells it only of a series that is
 * asked for by its id, and only where it is selected
 * (learn.microsoft.com/graph/api/resources/event, `cancelledOccurrences`).
 *
 * @throws {ConnectorError} where Graph refuses
 */
export async function withCancelled(
  api: GraphApi,
  events: readonly unknown[],
): Promise<CompletedEvents> {
  const ids = events.flatMap((event) => series.safeParse(event).data?.id ?? []);
  const answers = await api.read(
    ids.map((id) => `${itemPath("events", id)}?$select=id,cancelledOccurrences`),
  );
  const known = new Map<string, string[]>();
  let unreadable = 0;
  ids.forEach((id, index) => {
    const answer = answers[index];
    const error = answer && "error" in answer ? answer.error : undefined;
    if (error instanceof ConnectorError) throw error;
    // Deleted since: the next round says so.
    if (error?.absent) return;
    const found = cancelled.safeParse(answer && "body" in answer ? answer.body : null).data;
    if (found) known.set(id, found.cancelledOccurrences ?? []);
    else unreadable++;
  });
  return {
    unreadable,
    events: events.map((event) => {
      const id = series.safeParse(event).data?.id;
      const cancelledOccurrences = id === undefined ? undefined : known.get(id);
      return cancelledOccurrences ? { ...Object(event), cancelledOccurrences } : event;
    }),
  };
}
