import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { fairShare } from "../../../models/extractive/budget.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { type Addressee, addresseeOf, type People, peopleIn } from "./addressee.ts";
import type { ActionsOutput } from "./schema.ts";
import { isUrgent, mayAsk } from "./asking.ts";
import { mergeRepeats } from "./repeats.ts";
import { isDirect } from "./request_words.ts";
import { askProbability, deadlineIn, maxTitle, thresholdOf } from "./requests.ts";
import { conversations, settledBy } from "./settled.ts";
import { detectWaiting } from "./waiting.ts";

const relaxed =
  /\b(no (rush|hurry)|whenever|when you (get|have) (a )?(chance|time|moment)|at some point|eventually|some ?day|if you (like|want))\b/i;

interface Asked {
  item: Evidence;
  sentence: string;
  probability: number;
  addressee: Addressee | null;
}

/**
 * What the evidence, in order of time, asks of its owner: one action an event, each with the
 * sentence that asks most clearly, most pressing first. What the owner asks of others is what they
 * wait for. Left out: what is asked of others by name, what programs send to everybody, and what was
 * settled since.
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
  const waiting = detectWaiting(items, people, later);
  return {
    actions: ranked.map(({ request, all, priority }) => ({
      event_id: request.item.id,
      repeated_in: all.slice(1, 21).map(({ item }) => item.id),
      title: request.sentence,
      details: request.item.title ? cutText(visibleText(request.item.title), 2000) || null : null,
      priority,
      due_text: deadlineIn(request.sentence, new Date(request.item.occurredAt)),
    })),
    waiting_for: waiting.waiting_for,
    settled: [...settled, ...waiting.settled],
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
    const probability = askProbability(sentence);
    const needed = thresholdOf(item, addressed, addressee === "owner");
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
