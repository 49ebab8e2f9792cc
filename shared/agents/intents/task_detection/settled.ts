import type { Evidence } from "../../../models/language_model.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";

export type Settled = "done" | "answered" | "withdrawn";

const withdrawn =
  /\b(?:never ?mind|no longer need(?:ed)?|not needed any ?more|don't need (?:it|this|that) any ?more|scratch that|forget (?:it|that|about it)|ignore (?:this|that|my)|found it|figured it out|solved it|sorted it out|already (?:have|got|found) it)\b/i;
const done =
  /\b(?:done|sent|fixed|merged|shared|uploaded|booked|signed|confirmed|delivered|resolved|finished|completed|submitted|posted|approved|paid|replied|taken care of|took care of|attached|here (?:it is|you go|you are))\b/i;
const notYet =
  /\b(?:not|n't|never|still|will|i'll|we'll|going to|gonna|to be|when|once|until|if|should|later|soon|almost|half|need to|have to|can you|could you)\b|\?$/i;
const promised =
  /^(?:sure|ok|okay|yes|will do|on it|i'll|i will|let me|looking|one (?:moment|sec)|checking|give me)\b|\b(?:later|tomorrow|soon)\b/i;
const thanks =
  /\b(?:thanks|thank you|thx|got it|received|perfect|works now|that (?:works|helps|fixed it)|danke|merci)\b/i;
const reopened =
  /\b(?:still (?:waiting|missing|need|don't|not|broken|open)|any (?:news|update)|not (?:there|yet)|didn't (?:get|arrive|work)|doesn't work|reminder|hasn't arrived|wrong (?:one|file|version))\b/i;

/**
 * How a request was settled by what was said later in its conversation, in order of time; null while
 * it is open. A promise settles nothing, and a reminder opens it again.
 */
export function settledBy(asked: Evidence, later: readonly Evidence[]): Settled | null {
  let state: Settled | null = null;
  let ownerSpoke = false;
  const isQuestion = asked.text.includes("?");
  for (const reply of later) {
    const byAsker = reply.author !== null && reply.author === asked.author;
    for (const sentence of sentencesOf(reply.text.slice(0, 2000)).slice(0, 20)) {
      const asks = sentence.endsWith("?");
      if (!reply.byOwner && reopened.test(sentence)) state = null;
      else if (byAsker && withdrawn.test(sentence)) state = "withdrawn";
      else if (done.test(sentence) && !notYet.test(sentence) && (!byAsker || !asks)) {
        state ??= "done";
      } else if (byAsker && ownerSpoke && thanks.test(sentence) && !asks) state ??= "answered";
      else if (reply.byOwner && isQuestion && !asks && !promised.test(sentence)) {
        state ??= "answered";
      }
    }
    ownerSpoke ||= reply.byOwner === true;
  }
  return state;
}

/** What was said later in the conversation of each item that has one, in order of time. */
export function conversations(items: readonly Evidence[]): (item: Evidence) => Evidence[] {
  const byThread = new Map<string, Evidence[]>();
  for (const item of items) {
    const key = conversationOf(item);
    if (key !== null) byThread.set(key, [...(byThread.get(key) ?? []), item]);
  }
  return (item) => {
    const said = byThread.get(conversationOf(item) ?? "") ?? [];
    const after = said.slice(said.indexOf(item) + 1);
    return item.threadId === null ? after.slice(0, 4) : after;
  };
}

/** A direct conversation seldom uses threads: what follows at once belongs to it. */
function conversationOf(item: Evidence): string | null {
  return item.threadId ??
    (item.addressed === "direct" || item.place?.startsWith("direct message")
      ? `${item.source} ${item.place}`
      : null);
}
