import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { deedsAsked, type Sign, signOf } from "./settled_words.ts";

export type Settled = "done" | "answered" | "withdrawn";

/** What is looked at of one reply: nobody settles a request on their second page. */
const read = { characters: 2000, sentences: 20 };
/** Replies after a request that can settle it, so that a thread of thousands costs its length. */
const maxReplies = 100;
/** The same in a direct conversation without threads, where other things follow soon. */
const maxFollowing = 4;

/** A later message of a conversation, read once however many requests stand before it. */
export interface Reply {
  author: string | null;
  byOwner: boolean | null;
  signs: Sign[];
}

/** Who a request is put to: the owner of the timeline, or others by its owner. */
export type PutTo = "owner" | "others";

/**
 * How a request was settled by what was said later in its conversation, in order of time; null while
 * it is open. A promise settles nothing, and a reminder opens it again.
 */
export function settledBy(
  asked: Evidence,
  later: readonly Reply[],
  putTo: PutTo = "owner",
): Settled | null {
  let state: Settled | null = null;
  let answered = false;
  const isQuestion = asked.text.includes("?");
  const asksFor = deedsAsked(cutText(asked.text, read.characters));
  for (const reply of later) {
    const byAsker = putTo === "others"
      ? reply.byOwner === true
      : reply.author !== null && reply.author === asked.author;
    const byAsked = putTo === "others" ? reply.byOwner === false : reply.byOwner === true;
    for (const sign of reply.signs) {
      if (!byAsked && sign.reopened) state = null;
      else if (byAsker && sign.withdrawn) state = "withdrawn";
      else if (sign.done && (!byAsker || !sign.asks)) state ??= "done";
      else if (sign.deeds.some((deed) => asksFor.has(deed))) state ??= "done";
      else if (byAsker && answered && sign.thanks && !sign.asks) state ??= "answered";
      else if (byAsked && isQuestion && !sign.asks && !sign.promised) state ??= "answered";
    }
    answered ||= byAsked;
  }
  return state;
}

/** What was said later in the conversation of each item that has one, in order of time. */
export function conversations(items: readonly Evidence[]): (item: Evidence) => Reply[] {
  const byConversation = new Map<string, Reply[]>();
  const places = new Map<Evidence, { said: Reply[]; next: number }>();
  for (const item of items) {
    const key = conversationOf(item);
    if (key === null) continue;
    const said = byConversation.get(key) ?? [];
    said.push({ author: item.author, byOwner: item.byOwner, signs: signsOf(item.text) });
    byConversation.set(key, said);
    places.set(item, { said, next: said.length });
  }
  return (item) => {
    const { said, next } = places.get(item) ?? { said: [], next: 0 };
    return said.slice(next, next + (item.threadId === null ? maxFollowing : maxReplies));
  };
}

function signsOf(text: string): Sign[] {
  return sentencesOf(cutText(text, read.characters)).slice(0, read.sentences).map(signOf);
}

/** A direct conversation seldom uses threads: what follows at once belongs to it. */
function conversationOf(item: Evidence): string | null {
  return item.threadId ??
    (item.addressed === "direct" || item.place?.startsWith("direct message")
      ? `${item.source} ${item.place}`
      : null);
}
