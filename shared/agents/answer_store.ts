import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { type SourceRef, StoredInstant } from "../contracts/api.ts";
import type { Source } from "../contracts/events.ts";
import type { SummaryContent } from "../contracts/prompts.ts";
import { Task } from "../contracts/tasks.ts";
import type { TimeWindow } from "./time/window.ts";

/** A task as detected, before it is known whether it is new. */
export interface DetectedTask {
  priority: Task["priority"];
  title: string;
  details: string | null;
  due_at: string | null;
  source_event_id: string;
  source_refs: SourceRef[];
}

const summaryRow = z.object({ id: z.guid(), created_at: StoredInstant });

/** Keeps what the graphs found, for one person. Each call is one transaction. */
export class AnswerStore {
  constructor(private readonly internal: Rpc, private readonly userId: string) {}

  /** One summary per window and source filter: asking again refreshes it. */
  async storeSummary(
    window: TimeWindow,
    sources: Source[] | undefined,
    content: SummaryContent,
    refs: SourceRef[],
  ): Promise<{ id: string; created_at: string }> {
    return summaryRow.parse(
      await this.internal("store_summary", {
        for_user: this.userId,
        window_start: window.start.toISOString(),
        window_end: window.end.toISOString(),
        source_filter: [...sources ?? []].sort().join(","),
        content_json: content,
        source_refs: refs,
      }),
    );
  }

  /** Adds the tasks that are new and returns all of them as they stand, in the given order. */
  async storeTasks(tasks: DetectedTask[]): Promise<Task[]> {
    if (tasks.length === 0) return [];
    const detected = tasks.map((task) => ({
      ...task,
      detection_key: `event:${task.source_event_id}`,
    }));
    const stored = z.array(Task).parse(
      await this.internal("store_detected_tasks", { for_user: this.userId, detected }),
    );
    const byEvent = new Map(
      stored.flatMap((task) =>
        [task.source_event_id, ...task.source_refs.map((ref) => ref.id)].map((id) => [id, task])
      ),
    );
    const found = detected.flatMap((task) => byEvent.get(task.source_event_id) ?? []);
    return [...new Set(found)];
  }

  /** Closes the tasks of these events that the person has not touched. */
  async settleTasks(settled: { event_id: string; reason: string }[]): Promise<void> {
    if (settled.length === 0) return;
    await this.internal("settle_detected_tasks", { for_user: this.userId, settled });
  }

  /** One proposal per window: proposing again replaces it. Returns its id. */
  async storeProposal(window: TimeWindow, actions: DetectedTask[]): Promise<string> {
    return z.guid().parse(
      await this.internal("store_proposal", {
        for_user: this.userId,
        window_start: window.start.toISOString(),
        window_end: window.end.toISOString(),
        content_json: {
          actions: actions.map(({ source_refs: _, source_event_id, ...action }) => ({
            ...action,
            event_id: source_event_id,
          })),
        },
        source_refs: actions.flatMap((action) => action.source_refs),
      }),
    );
  }
}
