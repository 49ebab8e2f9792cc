import type { Evidence } from "../../../models/language_model.ts";
import { overlap } from "../../../models/extractive/terms.ts";

/** The best sentence of an event. */
export interface Candidate {
  item: Evidence;
  sentence: string;
  terms: ReadonlySet<string>;
  score: number;
}

/** Candidates that are compared with each other. */
const compared = 200;
/** Highlights of one person, of one thread, and of programs altogether. */
const most = { author: 2, thread: 2, programs: 1 };
/** What one person says within this time in one place is one speech. */
const runMilliseconds = 10 * 60_000;
/** Sentences with more words in common say the same. */
const same = 0.8;

const decides =
  /\b(?:decided|decision|agreed|approved|rejected|cancell?ed|postponed|move[ds] (?:from|to)|raised|signed|announc\w*|launch(?:ed|es)|released|deadline|outage|resigned|hired|confirmed)\b/i;

/** What speaks for an event beside its words: who it is put to, what it decides, what others made of it. */
export function bearing(item: Evidence, sentence: string): number {
  let score = item.importance / 50;
  if (decides.test(sentence)) score += 0.8;
  if (item.addressed !== "none") score += sentence.endsWith("?") ? 0.8 : 0.5;
  return score;
}

/** How well a sentence stands alone, 0 to 1: not where it goes on from another, or asks the room. */
export function standing(sentence: string, { addressed }: Evidence): number {
  const goesOn = /^(?:\(|(?:but|and|so|then|or|because|which|also|oh|well|that|it|though)\b)/i;
  return (goesOn.test(sentence) ? 0.6 : 1) *
    (sentence.endsWith("?") && addressed === "none" ? 0.7 : 1);
}

/**
 * At most `count` candidates, the best first, by maximal marginal relevance: people before programs,
 * the same thing said again and one person's run of messages once, no person and no thread alone
 * unless there is nobody else.
 */
export function chooseHighlights(
  candidates: readonly Candidate[],
  count: number,
  relevanceWeight: number,
): Candidate[] {
  const byPeople = candidates.filter(({ item }) => !item.automated);
  const programs = candidates.filter(({ item }) => item.automated);
  const chosen: Candidate[] = [];
  const open = distinct(byPeople).slice(0, compared);
  pick(open, chosen, count, relevanceWeight, most);
  pick(open, chosen, count, relevanceWeight, { author: Infinity, thread: Infinity });
  // A program may have one word where people have said little.
  pick(
    distinct(programs).slice(0, 1),
    chosen,
    Math.min(count, chosen.length + most.programs),
    1,
    most,
  );
  return chosen;
}

/** The best of what differs in nothing but its numbers, and of each person's run. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ item, sentence }) => {
    const template = sentence.toLowerCase().replace(/\p{N}+/gu, "#");
    const time = Math.floor(Date.parse(item.occurredAt) / runMilliseconds);
    const run = item.author && `${item.author}\n${item.place}\n${item.threadId}\n${time}`;
    if (seen.has(template) || (run && seen.has(run))) return false;
    seen.add(template);
    if (run) seen.add(run);
    return true;
  });
}

function pick(
  open: Candidate[],
  chosen: Candidate[],
  count: number,
  relevanceWeight: number,
  limits: { author: number; thread: number },
): void {
  const best = Math.max(1e-9, ...open.map(({ score }) => score));
  const uses = (key: "author" | "threadId", value: string | null) =>
    value === null ? 0 : chosen.filter(({ item }) => item[key] === value).length;
  while (chosen.length < count) {
    let top = -1;
    let topScore = -Infinity;
    for (const [index, candidate] of open.entries()) {
      const { item } = candidate;
      if (uses("author", item.author) >= limits.author) continue;
      if (uses("threadId", item.threadId) >= limits.thread) continue;
      const repeated = Math.max(0, ...chosen.map((other) => similarity(candidate, other)));
      if (repeated > same) continue;
      const score = relevanceWeight * (candidate.score / best) - (1 - relevanceWeight) * repeated;
      if (score > topScore) [top, topScore] = [index, score];
    }
    if (top < 0) return;
    chosen.push(...open.splice(top, 1));
  }
}

function similarity(a: Candidate, b: Candidate): number {
  const sameThread = a.item.threadId !== null && a.item.threadId === b.item.threadId ? 0.5 : 0;
  return Math.max(sameThread, overlap(a.terms, b.terms));
}
