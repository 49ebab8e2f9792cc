/** What the owner of a timeline asked of others and is still waiting for. */
import { ACTION_THRESHOLD } from "../../../models/action/classifier.ts";
import { fairShare } from "../../../models/extractive/budget.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import type { Evidence } from "../../../models/language_model.ts";
import { askedOf, type People } from "./addressee.ts";
import { isOwnWord } from "./asking.ts";
import { mergeRepeats } from "./repeats.ts";
import { isDirect } from "./request_words.ts";
import { askProbability, deadlineIn, maxTitle, thresholdOf } from "./requests.ts";
import type { ActionsOutput } from "./schema.ts";
import { type Reply, settledBy } from "./settled.ts";

interface OwnRequest {
  item: Evidence;
  sentence: string;
  probability: number;
  of: string | null;
}

/** Fewer words say too little of what is asked: "Jonas?" */
const leastWords = 4;

/**
 * The owner's own requests to others, in order of time, one a message, the same request to the same
 * people once; without those that their conversation has settled. Without knowledge of the owner
 * there are none: everybody's requests would be taken for theirs.
 */
export function detectWaiting(
  items: readonly Evidence[],
  people: People,
  later: (item: Evidence) => Reply[],
): Pick<ActionsOutput, "waiting_for" | "settled"> {
  const own = items.filter(isOwnWord);
  const share = fairShare(own.map((item) => item.text.length));
  const settled: ActionsOutput["settled"] = [];
  const open = own.flatMap((item) => strongest(item, people, share) ?? []).filter(({ item }) => {
    const reason = settledBy(item, later(item), "others");
    if (reason) settled.push({ event_id: item.id, reason });
    return reason === null;
  });
  return {
    waiting_for: byAsked(withoutReminders(open)).flatMap((requests) => mergeRepeats(requests))
      .map(({ first }) => first)
      .sort((a, b) => a.item.occurredAt.localeCompare(b.item.occurredAt))
      .map(({ item, sentence, of }) => ({
        event_id: item.id,
        title: sentence,
        asked_of: of === null ? null : cutText(of, 200),
        due_text: deadlineIn(sentence, new Date(item.occurredAt)),
      })),
    settled,
  };
}

/** "Any news?" in a thread asks for what was asked there before. */
function withoutReminders(open: readonly OwnRequest[]): OwnRequest[] {
  const threads = new Set<string>();
  return open.filter(({ item: { threadId }, of }) => {
    if (threadId === null) return true;
    if (of === null && threads.has(threadId)) return false;
    threads.add(threadId);
    return true;
  });
}

/** The same words to other people are another request. */
function byAsked(open: readonly OwnRequest[]): OwnRequest[][] {
  const groups = new Map<string, OwnRequest[]>();
  for (const request of open) {
    const key = request.of?.toLowerCase() ?? "";
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  return [...groups.values()];
}

function strongest(item: Evidence, people: People, share: number): OwnRequest | null {
  let best: OwnRequest | null = null;
  let spokenTo: string | null = null;
  for (const sentence of sentencesOf(cutText(item.text, share))) {
    if (sentence.length > maxTitle) continue;
    const of = askedOf(sentence, item, people);
    // A note to oneself waits for nobody.
    if (of === undefined) continue;
    // Whoever was spoken to in one sentence is asked in the next.
    spokenTo = of ?? spokenTo;
    const isPlain = isDirect(sentence);
    const isQuestion = sentence.endsWith("?");
    if (sentence.split(" ").length < leastWords && !isPlain) continue;
    const probability = askProbability(sentence);
    const needed = spokenTo !== null && isQuestion
      ? 0
      : thresholdOf(item, isPlain, spokenTo !== null);
    const weight = isQuestion && spokenTo !== null
      ? Math.max(probability, ACTION_THRESHOLD)
      : probability;
    if (probability >= needed && weight > (best?.probability ?? 0)) {
      best = { item, sentence, probability: weight, of: spokenTo };
    }
  }
  return best;
}

/** Sources of which nothing says who of their authors is the owner. */
export function ownerUnknownIn(items: readonly Evidence[]) {
  const known = new Map<NonNullable<Evidence["source"]>, boolean>();
  for (const { source, author, byOwner } of items) {
    if (source === null || source === "calendar" || author === null) continue;
    known.set(source, (known.get(source) ?? false) || byOwner !== null);
  }
  return [...known].filter(([, isKnown]) => !isKnown).map(([source]) => source).sort();
}
