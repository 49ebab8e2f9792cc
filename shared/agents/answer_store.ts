import type { Rpc } from "../database/rpc.ts";
import { z } from "zod";
import { type SourceRef, StoredInstant } from "../contracts/api.ts";
import type { FoundTask, SummaryContent } from "../contracts/prompts.ts";
import { Task } from "../contracts/tasks.ts";
import type { Scope } from "./retrieval/scope.ts";
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

/** A detected task's identity, so that asking again finds it instead of adding another. */
export function detectionKey({ source_event_id }: Pick<DetectedTask, "source_event_id">): string {
  return `event:${source_event_id}`;
}

/** What becomes of what the graphs found. */
export interface Answers {
  /** One summary per window and source filter. The id is null where nothing is kept. */
  storeSummary(
    window: TimeWindow,
    scope: Scope,
    content: SummaryContent,
    refs: SourceRef[],
  ): Promise<{ id: string | null; created_at: string }>;
  /** The tasks as they stand, known ones and new ones, in the given order and each once. */
  storeTasks(tasks: DetectedTask[]): Promise<FoundTask[]>;
  /** Closes the tasks of these events that the person has not touched. */
  settleTasks(settled: { event_id: string; reason: string }[]): Promise<void>;
  /** One proposal per window. The id is null where nothing is kept. */
  storeProposal(window: TimeWindow, actions: DetectedTask[]): Promise<string | null>;
}

/** The known task of each event, those that ask for the same again included. */
export function tasksByEvent<T extends Pick<Task, "source_event_id" | "source_refs">>(
  tasks: readonly T[],
): Map<string | null, T> {
  return new Map(
    tasks.flatMap((task) =>
      [task.source_event_id, ...task.source_refs.map((ref) => ref.id)].map((id) => [id, task])
    ),
  );
}

const summaryRow = z.object({ id: z.guid(), created_at: StoredInstant });

/** Keeps what the graphs found, for one person. Each call is one transaction. */
export class AnswerStore implements Answers {
  constructor(private readonly internal: Rpc, private readonly userId: string) {}

  /** One summary per window and scope: asking again refreshes it. */
  async storeSummary(
    window: TimeWindow,
    { sources, places, people }: Scope,
    content: SummaryContent,
    refs: SourceRef[],
  ): Promise<{ id: string; created_at: string }> {
    return summaryRow.parse(
      await this.internal("store_summary", {
        for_user: this.userId,
        window_start: window.start.toISOString(),
        window_end: window.end.toISOString(),
        source_filter: [...sources ?? []].sort().join(","),
        scope: {
          ...(places ? { places: [...places].sort() } : {}),
          ...(people ? { people: [...people].sort() } : {}),
        },
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
      detection_key: detectionKey(task),
    }));
    const stored = z.array(Task).parse(
      await this.internal("store_detected_tasks", { for_user: this.userId, detected }),
    );
    const byEvent = tasksByEvent(stored);
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
