import { ACTION_THRESHOLD, actionProbability } from "../../../models/action/classifier.ts";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { findDeadline } from "../../time/due_time.ts";
import type { ActionsOutput } from "./schema.ts";

const maxActions = 50;
/** A request ten times longer than this is a text about requests. */
const maxTitle = 300;

const urgent =
  /\b(asap|urgent(ly)?|immediately|right (now|away)|today|tonight|eod|end of (the )?day|this (morning|afternoon|evening)|critical|blocker|blocking)\b/i;
const relaxed =
  /\b(no (rush|hurry)|whenever|when you (get|have) (a )?(chance|time|moment)|at some point|eventually|some ?day|if you (like|want))\b/i;

/** Words that put a request to the reader, whatever the classifier makes of the rest. */
const direct =
  /\b(please|pls|(?<!\b(?:what|how|why|where|which|when|who)\b.{0,40})(can|could|would|will) (you|u|someone|somebody|anyone|anybody)|let (me|us) know|need you to|remind me|don't forget|make sure|any (chance|objections) )\b/i;

/** Questions to nobody in particular have to be clearer, or half a chat would be a task. */
const indirectThreshold = 0.7;

interface Asked {
  item: Evidence;
  sentence: string;
  probability: number;
}

/**
 * One action an event: the sentence that asks most clearly. Most pressing first. Where some events
 * are known to mention the owner, what is asked of another person by name is left out.
 */
export function detectActions(items: Evidence[]): ActionsOutput {
  const ownerKnown = items.some((item) => item.mentionsOwner);
  const asked = items.flatMap((item) => strongest(item) ?? [])
    .filter(({ item, sentence }) =>
      !ownerKnown || item.mentionsOwner || !/(^|\s)@\p{L}/u.test(sentence)
    );
  const ranked = asked.map((request) => ({ request, priority: priorityOf(request) }))
    .sort((a, b) =>
      rank[b.priority] - rank[a.priority] || b.request.probability - a.request.probability ||
      b.request.item.occurredAt.localeCompare(a.request.item.occurredAt)
    );
  return {
    actions: ranked.slice(0, maxActions).map(({ request, priority }) => ({
      event_id: request.item.id,
      title: request.sentence,
      details: request.item.title ? cutText(request.item.title, 2000) : null,
      priority,
      due_text: deadlineIn(request.sentence, new Date(request.item.occurredAt)),
    })),
  };
}

const rank = { high: 2, medium: 1, low: 0 } as const;

function strongest(item: Evidence): Asked | null {
  let best: Asked | null = null;
  for (const sentence of sentencesOf(item.text)) {
    if (sentence.length > maxTitle) continue;
    // "Any ideas?" asks, but nobody can tell from it what.
    if (sentence.split(" ").length < 4 && !direct.test(sentence)) continue;
    const probability = actionProbability(sentence);
    const needed = direct.test(sentence) ? ACTION_THRESHOLD : indirectThreshold;
    if (probability >= needed && probability > (best?.probability ?? 0)) {
      best = { item, sentence, probability };
    }
  }
  return best;
}

function priorityOf({ item, sentence }: Asked): "low" | "medium" | "high" {
  if (relaxed.test(sentence)) return "low";
  const addressed = item.mentionsOwner || direct.test(sentence);
  if (urgent.test(sentence) && addressed) return "high";
  return addressed ? "medium" : "low";
}

function deadlineIn(sentence: string, written: Date): string | null {
  const found = findDeadline(sentence, written);
  return found ? cutText(found.text, 200) : null;
}
