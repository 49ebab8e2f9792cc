/** Topics of forums: threads that have a name. */
import { z } from "zod";
import { LIMITS, type NormalisedThread } from "../../../contracts/events.ts";
import { boundedName } from "../../../events/bounds.ts";
import { messageId } from "./normalise.ts";

/** A topic is named by the message that opens it. */
export interface Topic {
  id: number;
  title: string;
  /** Seconds since 1970: something of it happened then. */
  date: number;
}

/** channels.getForumTopics */
export const ForumTopics = z.object({
  topics: z.array(z.unknown()).transform((topics) =>
    topics.flatMap((topic) => Listed.safeParse(topic).data ?? [])
  ),
});
const Listed = z.object({ id: z.int(), title: z.string(), date: z.int() });

const Service = z.object({
  _: z.literal("MessageService"),
  id: z.int(),
  date: z.int(),
  action: z.object({
    _: z.enum(["MessageActionTopicCreate", "MessageActionTopicEdit"]),
    title: z.string().min(1),
  }),
  replyTo: z.object({
    replyToMsgId: z.int().nullish(),
    replyToTopId: z.int().nullish(),
  }).nullish(),
});

/** Topics that service messages open or rename. */
export function topicsAmong(messages: readonly unknown[]): Topic[] {
  return messages.flatMap((message) => {
    const said = Service.safeParse(message).data;
    if (!said) return [];
    const { id, date, action, replyTo } = said;
    const opened = action._ === "MessageActionTopicCreate"
      ? id
      : replyTo?.replyToTopId ?? replyTo?.replyToMsgId;
    return opened ? [{ id: opened, title: action.title, date }] : [];
  });
}

/** The topic that everything without one belongs to: no thread. */
const GENERAL = 1;

/**
 * The threads of a page with the names of their topics, and topics that nothing was said in yet; of
 * two names of one topic the later counts.
 */
export function withTopics(
  threads: readonly NormalisedThread[],
  topics: readonly Topic[],
  accountId: string,
  key: string,
): NormalisedThread[] {
  const named = new Map(threads.map((thread) => [thread.external_id, thread]));
  for (const { id, title, date } of topics.toSorted((a, b) => a.date - b.date)) {
    if (id === GENERAL) continue;
    const external_id = messageId(accountId, key, id);
    const known = named.get(external_id);
    named.set(external_id, {
      external_id,
      participants: [],
      content_preview: null,
      last_event_at: new Date(date * 1000).toISOString(),
      root_external_id: null,
      root_version: "",
      ...known,
      subject: boundedName(title, LIMITS.title),
    });
  }
  return [...named.values()];
}
