import {
  type EventBatch,
  NormalisedEvent,
  NormalisedThread,
  type SyncProblem,
} from "../contracts/events.ts";

/**
 * The batch without events that break the contract, since one of them would fail all the others.
 * They and what was left out of kept events are counted among the batch's problems, as
 * `invalid_<field>` and by their own codes; without an account there is nobody to count them for.
 */
export function withoutRefused(batch: EventBatch): { batch: EventBatch; refused: number } {
  const threads = batch.threads.filter((thread) => NormalisedThread.safeParse(thread).success);
  const known = new Set(threads.map((thread) => thread.external_id));
  const dropped = new Set(
    batch.threads.map((thread) => thread.external_id).filter((id) => !known.has(id)),
  );
  const counts = new Map<string, number>();
  const count = (code: string) => counts.set(code, (counts.get(code) ?? 0) + 1);
  const events = batch.events.filter((event) => {
    const code = dropped.has(event.thread_external_id ?? "") ? "invalid_thread" : refusalOf(event);
    if (code !== null) count(code);
    else event.problems.forEach(count);
    return code === null;
  });
  const refused = batch.events.length - events.length;
  const resource = batch.cursor?.resource ?? batch.resource ?? "import";
  const problems: SyncProblem[] = batch.source_account_id === null
    ? []
    : [...counts].map(([code, count]) => ({ resource, code, count }));
  return {
    batch: { ...batch, threads, events, problems: [...batch.problems ?? [], ...problems] },
    refused,
  };
}

function refusalOf(event: NormalisedEvent): string | null {
  const parsed = NormalisedEvent.safeParse(event);
  if (parsed.success) return null;
  const field = String(parsed.error.issues[0]?.path[0] ?? "event").toLowerCase();
  return `invalid_${field.replace(/[^a-z0-9_]/g, "_")}`.slice(0, 64);
}
