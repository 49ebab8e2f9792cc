import { z } from "zod";
import type { FoundTask } from "../contracts/prompts.ts";
import { Task } from "../contracts/tasks.ts";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import type { Rpc } from "../database/rpc.ts";
import type { Clock } from "../platform/clock.ts";
import { type Answers, type DetectedTask, detectionKey, tasksByEvent } from "./answer_store.ts";

const pageSize = 1000;
/** Detected tasks that are looked through, the newest: what they were detected in expires. */
const mostKnown = 5000;

const known = Task.extend({ changed_by_owner: z.boolean() });
const columns =
  "id, status, status_reason, changed_by_owner, priority, title, details, due_at, snoozed_until, " +
  "source_event_id, source_refs, created_at, updated_at";

/**
 * For somebody who may only read: what was found is told and not kept. Tasks that are kept already
 * are told as they stand, so that nobody is asked again for what they have done, and what its owner
 * deleted is not told again.
 */
export class UnkeptAnswers implements Answers {
  constructor(
    private readonly client: Client,
    private readonly internal: Rpc,
    private readonly userId: string,
    private readonly clock: Clock,
  ) {}

  storeSummary(): Promise<{ id: null; created_at: string }> {
    return Promise.resolve({ id: null, created_at: this.clock.now().toISOString() });
  }

  async storeTasks(detected: DetectedTask[]): Promise<FoundTask[]> {
    if (detected.length === 0) return [];
    const byEvent = tasksByEvent(await this.#known());
    const now = this.clock.now().toISOString();
    const dismissed = await this.#dismissed(detected);
    const found = detected.flatMap((task) =>
      byEvent.get(task.source_event_id) ??
        (dismissed.has(detectionKey(task)) ? [] : asFound(task, now))
    );
    return [...new Set(found)];
  }

  settleTasks(): Promise<void> {
    return Promise.resolve();
  }

  storeProposal(): Promise<null> {
    return Promise.resolve(null);
  }

  async #dismissed(detected: DetectedTask[]): Promise<Set<string>> {
    const keyed = detected.map((task) => ({ ...task, detection_key: detectionKey(task) }));
    const keys = await this.internal("dismissed_detections", {
      for_user: this.userId,
      detected: keyed,
    });
    return new Set(z.array(z.string()).parse(keys));
  }

  async #known(): Promise<FoundTask[]> {
    const tasks: FoundTask[] = [];
    for (let from = 0; from < mostKnown; from += pageSize) {
      const { data, error } = await this.client.from("tasks").select(columns)
        .eq("user_id", this.userId).not("detection_key", "is", null)
        .order("created_at", { ascending: false }).order("id")
        .range(from, from + pageSize - 1);
      if (error) throw databaseError("read tasks", error);
      tasks.push(...z.array(known).parse(data).map(asItStands));
      if (data.length < pageSize) break;
    }
    return tasks;
  }
}

/** What a conversation had settled, and asks for again, is open; what its owner closed is not. */
function asItStands({ changed_by_owner, ...task }: z.infer<typeof known>): Task {
  return task.status_reason === null || changed_by_owner
    ? task
    : { ...task, status: "open", status_reason: null };
}

function asFound(task: DetectedTask, now: string): FoundTask {
  return {
    ...task,
    id: null,
    status: "open",
    status_reason: null,
    snoozed_until: null,
    created_at: now,
    updated_at: now,
  };
}
