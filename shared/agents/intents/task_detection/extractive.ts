import { ACTION_THRESHOLD, actionProbability } from "../../../models/action/classifier.ts";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { fairShare } from "../../../models/extractive/budget.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { type Addressee, addresseeOf, type People, peopleIn } from "./addressee.ts";
import { findDeadline } from "../../time/due_time.ts";
import type { ActionsOutput } from "./schema.ts";
import { isUrgent, mayAsk } from "./asking.ts";
import { mergeRepeats } from "./repeats.ts";
import { asksInOtherWords, isDirect } from "./request_words.ts";
import { conversations, settledBy } from "./settled.ts";

/** A request ten times longer than this is a text about requests. */
const maxTitle = 300;

const relaxed =
  /\b(no (rush|hurry)|whenever|when you (get|have) (a )?(chance|time|moment)|at some point|eventually|some ?day|if you (like|want))\b/i;

/** What a request in a language that the classifier does not know counts as. */
const otherLanguages = 0.8;

/** Questions to nobody in particular have to be clearer, or half a chat would be a task. */
const indirectThreshold = 0.7;
/** A question to a whole channel is somebody else's in most cases. */
const channelThreshold = 0.85;

interface Asked {
  item: Evidence;
  sentence: string;
  probability: number;
  addressee: Addressee | null;
}

/**
 * What the evidence, in order of time, asks of its owner: one action an event, each with the
 * sentence that asks most clearly, most pressing first. Left out: what the owner asks of others,
 * what is asked of others by name, what programs send to everybody, and what was settled since.
 *
 * @param owner what the owner is called
 */
export function detectActions(items: Evidence[], owner: readonly string[] = []): ActionsOutput {
  const people = peopleIn(items, owner);
  const later = conversations(items);
  const share = fairShare(items.map((item) => item.text.length));
  const asked = items.filter(mayAsk).flatMap((item) => strongest(item, people, share) ?? []);
  const settled: ActionsOutput["settled"] = [];
  const open = asked.filter(({ item }) => {
    const reason = settledBy(item, later(item));
    if (reason) settled.push({ event_id: item.id, reason });
    return reason === null;
  });
  const ranked = mergeRepeats(open)
    .map(({ first, all }) => ({ request: first, all, priority: priorityOf(first) }))
    .sort((a, b) =>
      rank[b.priority] - rank[a.priority] || closeness(b.request) - closeness(a.request) ||
      b.request.probability - a.request.probability ||
      b.request.item.occurredAt.localeCompare(a.request.item.occurredAt)
    );
  return {
    actions: ranked.map(({ request, all, priority }) => ({
      event_id: request.item.id,
      repeated_in: all.slice(1, 21).map(({ item }) => item.id),
      title: request.sentence,
      details: request.item.title ? cutText(visibleText(request.item.title), 2000) || null : null,
      priority,
      due_text: deadlineIn(request.sentence, new Date(request.item.occurredAt)),
    })),
    settled,
  };
}

const rank = { high: 2, medium: 1, low: 0 } as const;

function closeness({ item, addressee }: Asked): number {
  return addressee === "owner" || item.addressed !== "none" ? 1 : 0;
}

function strongest(item: Evidence, people: People, share: number): Asked | null {
  let best: Asked | null = null;
  let addressee: Addressee | null = item.addressed === "direct" ? "owner" : null;
  for (const sentence of sentencesOf(cutText(item.text, share))) {
    if (sentence.length > maxTitle) continue;
    addressee = addresseeOf(sentence, item, people, addressee);
    if (addressee === "other" && (item.byOwner !== null || people.owner.size > 0)) continue;
    const addressed = isDirect(sentence);
    // "Any ideas?" asks, but nobody can tell from it what.
    if (sentence.split(" ").length < 4 && !addressed) continue;
    const probability = Math.max(
      actionProbability(sentence),
      asksInOtherWords(sentence) ? otherLanguages : 0,
    );
    const toChannel = item.place?.startsWith("#") && item.addressed === "none";
    const needed = addressed
      ? ACTION_THRESHOLD
      : toChannel && addressee !== "owner"
      ? channelThreshold
      : indirectThreshold;
    if (probability >= needed && probability > (best?.probability ?? 0)) {
      best = { item, sentence, probability, addressee };
    }
  }
  return best;
}

function priorityOf({ item, sentence, addressee }: Asked): "low" | "medium" | "high" {
  if (relaxed.test(sentence)) return "low";
  const toOwner = addressee === "owner" || item.addressed !== "none";
  // Where the owner is known, what is put to a whole room is somebody else's first.
  const addressed = toOwner || (item.byOwner === null && isDirect(sentence));
  if (isUrgent(sentence) && addressed) return "high";
  return addressed ? "medium" : "low";
}

function deadlineIn(sentence: string, written: Date): string | null {
  const found = findDeadline(sentence, written);
  return found ? cutText(found.text, 200) : null;
}
