import { databaseError } from "../../database/errors.ts";
import { type Rpc, rpcOver } from "../../database/rpc.ts";
import { z } from "zod";
import type { Client } from "../../database/clients.ts";
import { StoredInstant } from "../../contracts/api.ts";
import { Addressed, Source } from "../../contracts/events.ts";
import { Task } from "../../contracts/tasks.ts";
import type { Evidence } from "../../models/language_model.ts";
import type { HybridHit, HybridQuery, VectorStore } from "../../vector/vector_store.ts";
import { taskColumns } from "../../resources/tasks.ts";
import type { TimeWindow } from "../time/window.ts";
import { isNamed, listOf, type Scope, scopeArguments } from "./scope.ts";

/** Rows in one page of the Data API; hosted projects return at most 1,000. */
const pageSize = 1000;
/** Events that one answer reads; beyond it the newest count, and the statistics still name all. */
const maxEvents = 5000;

const eventRow = z.object({
  id: z.guid(),
  source: Source,
  title: z.string().nullable(),
  author: z.string().nullable(),
  place: z.string().nullable(),
  addressed: Addressed,
  text_for_embedding: z.string().nullable(),
  occurred_at: StoredInstant,
  url: z.string().nullable(),
  thread_id: z.guid().nullable(),
  importance_score: z.number(),
  by_owner: z.boolean().nullable(),
  automated: z.boolean(),
});
type EventRow = z.infer<typeof eventRow>;
const columns =
  "id, source, title, author, place, addressed, text_for_embedding, occurred_at, url, thread_id, importance_score, by_owner, automated";
/** What of a conversation a reply is written from. */
const conversationSize = 50;
/** Ids in one request: they stand in its address. */
const idsAtOnce = 100;
const noteRow = z.object({
  id: z.guid(),
  title: z.string().nullable(),
  body: z.string(),
  updated_at: StoredInstant,
});
const knownNames = z.object({
  places: z.array(z.string()),
  people: z.array(z.string()),
  persons: z.array(z.object({ name: z.string(), aliases: z.array(z.string()) })),
});
/** Names of each kind that a prompt is compared with. */
const mostNames = 2000;
const countRow = z.object({ source: Source, event_count: z.number().int() });

/** An event or note as read from the timeline, with what a citation shows. */
export interface TimelineItem extends Evidence {
  kind: "event" | "note";
  url: string | null;
}

/** A search of one person's timeline. */
export interface TimelineQuery extends Omit<HybridQuery, "userId" | "objectTypes" | "sources"> {
  scope: Scope;
}

/**
 * Reads one person's timeline through the Data API. With their own token RLS decides what there is;
 * every query names the person besides, and so a scheduled run may use the service client.
 */
export class Timeline {
  readonly #rpc: Rpc<"public">;

  constructor(
    private readonly client: Client,
    private readonly userId: string,
    private readonly realNow: () => Date,
    private readonly vectors: Pick<VectorStore, "hybridSearch">,
  ) {
    this.#rpc = rpcOver(client, "public");
  }

  /** All events of the window that are in scope, in order of time, from its index. */
  async eventsIn(window: TimeWindow, scope: Scope): Promise<TimelineItem[]> {
    const items: TimelineItem[] = [];
    let last: { occurred_at: string; id: string } | undefined;
    while (items.length < maxEvents) {
      let query = this.client.from("events").select(columns)
        .eq("user_id", this.userId)
        .is("deleted_at", null)
        .gt("expires_at", this.realNow().toISOString())
        .gte("occurred_at", window.start.toISOString())
        .lt("occurred_at", window.end.toISOString());
      if (scope.sources) query = query.in("source", scope.sources);
      if (scope.places) query = query.filter("place", "in", listOf(scope.places));
      if (scope.people) query = query.filter("author", "in", listOf(scope.people));
      // Behind the last row rather than at an offset: nothing is read twice while events arrive.
      if (last) {
        const at = `"${last.occurred_at}"`;
        query = query.or(`occurred_at.lt.${at},and(occurred_at.eq.${at},id.lt.${last.id})`);
      }
      const { data, error } = await query
        .order("occurred_at", { ascending: false }).order("id", { ascending: false })
        .limit(pageSize);
      if (error) throw databaseError("read events", error);
      last = data.at(-1);
      items.push(...z.array(eventRow).parse(data).map(eventItem));
      if (data.length < pageSize) break;
    }
    return items.reverse();
  }

  /** What was said in these threads from `after` on, in order of time; at most 1,000 events. */
  async repliesAfter(threadIds: string[], after: Date): Promise<TimelineItem[]> {
    const items: TimelineItem[] = [];
    for (let from = 0; from < threadIds.length && items.length < pageSize; from += idsAtOnce) {
      const { data, error } = await this.client.from("events").select(columns)
        .eq("user_id", this.userId)
        .in("thread_id", threadIds.slice(from, from + idsAtOnce))
        .is("deleted_at", null)
        .gt("expires_at", this.realNow().toISOString())
        .gte("occurred_at", after.toISOString())
        .order("occurred_at").order("id")
        .limit(pageSize);
      if (error) throw databaseError("read events", error);
      items.push(...z.array(eventRow).parse(data).map(eventItem));
    }
    return items;
  }

  /**
   * The conversation that an event is of, in order of time: the newest 50 events of its thread, the
   * event itself the last of them. Empty where it is gone.
   */
  async conversationUpTo(eventId: string): Promise<TimelineItem[]> {
    const [event] = await this.#events([eventId]);
    if (!event?.threadId) return event ? [event] : [];
    const { data, error } = await this.client.from("events").select(columns)
      .eq("user_id", this.userId)
      .eq("thread_id", event.threadId)
      .neq("id", event.id)
      .is("deleted_at", null)
      .gt("expires_at", this.realNow().toISOString())
      .lte("occurred_at", event.occurredAt)
      .order("occurred_at", { ascending: false }).order("id", { ascending: false })
      .limit(conversationSize - 1);
    if (error) throw databaseError("read events", error);
    return [event, ...z.array(eventRow).parse(data).map(eventItem)].reverse();
  }

  /** Open tasks that are due in the window; one that is due by the end of a day belongs to that day. */
  async tasksDue(window: TimeWindow): Promise<Task[]> {
    const tasks: Task[] = [];
    for (let from = 0; from < maxEvents; from += pageSize) {
      const { data, error } = await this.client.from("tasks").select(taskColumns)
        .eq("user_id", this.userId).eq("status", "open")
        .gt("due_at", window.start.toISOString())
        .lte("due_at", window.end.toISOString())
        .order("due_at").order("id")
        .range(from, from + pageSize - 1);
      if (error) throw databaseError("read tasks", error);
      tasks.push(...z.array(Task).parse(data));
      if (data.length < pageSize) break;
    }
    return tasks;
  }

  /** These events of the person, as far as they are still there, in no particular order. */
  async eventsById(ids: string[]): Promise<TimelineItem[]> {
    const items: TimelineItem[] = [];
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      items.push(...await this.#events(ids.slice(from, from + idsAtOnce)));
    }
    return items;
  }

  /** How many events of the window are in scope, per source; sources without events are absent. */
  async statistics(
    window: TimeWindow,
    scope: Scope,
  ): Promise<Partial<Record<Source, number>>> {
    const rows = z.array(countRow).parse(
      await this.#rpc("timeline_statistics", {
        window_start: window.start.toISOString(),
        window_end: window.end.toISOString(),
        ...scopeArguments(scope),
        for_user: this.userId,
      }),
    );
    return Object.fromEntries(rows.map((row) => [row.source, row.event_count]));
  }

  /**
   * The conversations and authors that the person's events have, and the people whom they know with
   * every alias, by name; at most 2,000 of each.
   */
  async names(): Promise<z.infer<typeof knownNames>> {
    return knownNames.parse(
      await this.#rpc("timeline_names", { most: mostNames, for_user: this.userId }),
    );
  }

  /**
   * Search by meaning and words; hits in their order, with `relevance` set to their similarity. Of a
   * scope with places or people the newest 5,000 events are searched; `truncated` says that there
   * are more.
   */
  async search(
    { scope, ...query }: TimelineQuery,
  ): Promise<{ items: TimelineItem[]; truncated: boolean }> {
    const within = isNamed(scope) ? await this.#idsIn(scope, query.window) : null;
    if (within?.length === 0 || scope.sources?.length === 0) return { items: [], truncated: false };
    const hits = await this.vectors.hybridSearch({
      ...query,
      ...(scope.sources ? { sources: scope.sources } : {}),
      ...(within ? { objectIds: within.slice(0, maxEvents) } : {}),
      userId: this.userId,
      objectTypes: ["event", "note"],
    });
    return { items: await this.#read(hits), truncated: (within?.length ?? 0) > maxEvents };
  }

  /** One more than are searched, where there are more. */
  async #idsIn(scope: Scope, window: TimeWindow | undefined): Promise<string[]> {
    return z.array(z.guid()).parse(
      await this.#rpc("timeline_ids", {
        window_start: window?.start.toISOString() ?? null,
        window_end: window?.end.toISOString() ?? null,
        ...scopeArguments(scope),
        most: maxEvents + 1,
        for_user: this.userId,
      }),
    );
  }

  async #read(hits: HybridHit[]): Promise<TimelineItem[]> {
    const idsOf = (type: HybridHit["objectType"]) =>
      hits.filter((hit) => hit.objectType === type).map((hit) => hit.objectId);
    const found = new Map<string, TimelineItem>();
    for (
      const item of [...await this.#events(idsOf("event")), ...await this.#notes(idsOf("note"))]
    ) {
      found.set(item.id, item);
    }
    return hits.flatMap((hit) => {
      const item = found.get(hit.objectId);
      return item ? [{ ...item, relevance: hit.similarity }] : [];
    });
  }

  /** What was said next to these events in their place, and in their threads, up to `now`. */
  async saidAround(ids: string[], now: Date): Promise<TimelineItem[]> {
    if (ids.length === 0) return [];
    const rows = z.array(z.object({ event_id: z.guid() })).parse(
      await this.#rpc("said_around", {
        event_ids: ids,
        reference_time: now.toISOString(),
        for_user: this.userId,
      }),
    );
    return await this.eventsById(rows.map((row) => row.event_id));
  }

  async #events(ids: string[]): Promise<TimelineItem[]> {
    if (ids.length === 0) return [];
    const { data, error } = await this.client.from("events").select(columns)
      .eq("user_id", this.userId).in("id", ids).is("deleted_at", null).gt(
        "expires_at",
        this.realNow().toISOString(),
      );
    if (error) throw databaseError("read events", error);
    return z.array(eventRow).parse(data).map(eventItem);
  }

  async #notes(ids: string[]): Promise<TimelineItem[]> {
    if (ids.length === 0) return [];
    const { data, error } = await this.client.from("notes").select("id, title, body, updated_at")
      .eq("user_id", this.userId).in("id", ids).is("deleted_at", null);
    if (error) throw databaseError("read notes", error);
    return z.array(noteRow).parse(data).map((row) => ({
      kind: "note",
      id: row.id,
      source: null,
      occurredAt: row.updated_at,
      title: row.title,
      author: null,
      place: null,
      addressed: "none",
      text: row.body,
      threadId: null,
      byOwner: true,
      automated: false,
      importance: 0,
      relevance: null,
      url: null,
    }));
  }
}

function eventItem(row: EventRow): TimelineItem {
  return {
    kind: "event",
    id: row.id,
    source: row.source,
    occurredAt: row.occurred_at,
    title: row.title,
    author: row.author,
    place: row.place,
    addressed: row.addressed,
    text: row.text_for_embedding ?? "",
    threadId: row.thread_id,
    byOwner: row.by_owner,
    automated: row.automated,
    importance: row.importance_score,
    relevance: null,
    url: row.url,
  };
}
