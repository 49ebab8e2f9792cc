/** Several wishes in one prompt, taken apart where each of them is plain by itself. */
import type { Intent } from "../../contracts/prompts.ts";
import { routePrompt } from "../intents/route.ts";

/** More are not served at once. */
const mostWants = 3;
/** Joints beyond which nothing is looked for, so that work grows with the text and no faster. */
const mostJoints = 12;
/** From here on a clause's own words say what it wants. */
const plain = 0.81;

/** Between two wishes: the end of a sentence, or what joins them. */
const joint =
  /[.?!;\n]+\s+(?=\S)|,?\s+(?:and then|and also|and|then|plus|also|und dann|und|sowie|außerdem|et puis|et|puis|ainsi que|y luego|y también|y|e depois|e também|e|depois|en daarna|en ook|en|e poi|e anche|poi|och sedan|och|samt)\s+(?=\S)|,\s+(?=\S)/giu;

/**
 * The prompt in the parts that want different things, in order: "summarize today and list what I have
 * to do" are two. One part is the whole of it, wherever a part would not say by itself what it wants.
 */
export function wantsOf(prompt: string): string[] {
  const clauses = clausesOf(prompt);
  if (clauses.length < 2) return [prompt];
  const wants: { text: string; intent: Intent | null }[] = [];
  for (const { text, lead } of clauses) {
    const intent = wantIn(text);
    const last = wants.at(-1);
    if (last && (intent === null || last.intent === null || intent === last.intent)) {
      last.text += lead + text;
      // What was only an opening says with its continuation what it wants.
      last.intent ??= wantIn(last.text) ?? intent;
    } else wants.push({ text, intent });
  }
  const plainly = wants.length > 1 && wants.length <= mostWants &&
    wants.every(({ intent }) => intent !== null);
  return plainly ? wants.map(({ text }) => text.trim()) : [prompt];
}

/** What the words of a clause plainly want; a question that could be about anything wants nothing yet. */
function wantIn(clause: string): Intent | null {
  const { intent, confidence } = routePrompt(clause);
  return confidence >= plain && (intent !== "unsupported" || clause.trim().split(/\s+/).length > 3)
    ? intent
    : null;
}

function clausesOf(prompt: string): { text: string; lead: string }[] {
  const clauses: { text: string; lead: string }[] = [];
  let from = 0;
  let lead = "";
  for (const match of prompt.slice(0, longest).matchAll(joint)) {
    if (clauses.length === mostJoints) break;
    // A question mark belongs to what it ends.
    const sign = /^[.?!;]*/.exec(match[0])?.[0] ?? "";
    clauses.push({ text: prompt.slice(from, match.index) + sign, lead });
    lead = match[0].slice(sign.length);
    from = match.index + match[0].length;
  }
  clauses.push({ text: prompt.slice(from), lead });
  return clauses;
}

/** Characters that wishes are looked for in. */
const longest = 600;
