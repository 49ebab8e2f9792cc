/**
 * What a message says to whoever reads it on its owner's behalf, rather than to its owner: "ignore
 * all previous instructions", "AI assistant: …". It is taken out before a model reads the message,
 * and nothing that is said may rest on it. This narrows what gets through and proves nothing; the
 * checks behind the model hold without it.
 */
import { fairShare } from "./extractive/budget.ts";
import { cutText } from "./extractive/cut.ts";
import type { Evidence } from "./language_model.ts";
import { visibleText } from "./visible_text.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

const told =
  "ignor(?:e|a|ez|er|iere|ieren|ieer|ar)|disregard|forget|override|bypass|vergiss|vergeet|oubliez?|" +
  "olvida|esque[cç]a|dimentica|negeer|missachte|desconsidere";
const rules =
  "instructions?|directions?|directives?|prompts?|rules|guidelines|guardrails|safety|restrictions|" +
  "anweisungen|regeln|vorgaben|consignes|r[eè]gles|instrucciones|reglas|instru[cç][oõ]es|regras|" +
  "istruzioni|regole|instructies|regels";
const machine =
  "ai|a\\.i\\.|assistant|language model|llm|chatbot|chat ?gpt|gpt|copilot|agent|ki|assistent|" +
  "assistente|asistente|ia";

/** Each with bounded gaps: the work grows with the length of the text alone. */
const patterns: readonly RegExp[] = [
  new RegExp(
    `\\b(?:${told})\\b.{0,60}?\\b(?:${rules}|everything (?:above|before)|all of the above)\\b`,
    "iu",
  ),
  /\b(?:new|updated|real|following) (?:system )?instructions?\s?:/iu,
  /\b(?:system|developer|hidden|initial|original) (?:prompt|messages?|instructions?)\b/iu,
  /^\W{0,8}(?:system|assistant|developer)(?: (?:message|note|update|override))?\s?[:>\]]/iu,
  /<\/?\s?(?:system|evidence|event|instructions?|prompt|user|assistant)\b|\[\/?(?:inst|system)\]|<\|[a-z_]{1,20}\|>|^#{2,}\s?(?:system|instruction)/iu,
  new RegExp(
    `\\b(?:you are|you're|act as|behave as|pretend (?:to be|you are)|role-?play as|du bist|tu es|eres|você é|sei|je bent)\\b.{0,40}?\\b(?:${machine}|dan|jailbroken|unrestricted)\\b`,
    "iu",
  ),
  new RegExp(
    `(?:^|\\b(?:dear|hey|hi|hello|attention|note to|message (?:to|for)|instructions? (?:to|for)|any|the|to all|for all))\\s?(?:${machine})s?\\b.{0,40}?(?:[,:!-]|\\b(?:must|should|reading|summari[sz]ing|processing)\\b)`,
    "iu",
  ),
  /\b(?:when|if|while|before) (?:you(?:'re| are)? )?(?:summari[sz]e|summari[sz]ing|answering|asked to summari[sz]e|generating|processing (?:this|these))\b/iu,
  /\b(?:in|to|into|from|of) your (?:summary|answer|response|output|digest|reply to the user)\b/iu,
  /\b(?:respond|answer|reply|output|print|write) (?:only|exactly|nothing but|with only|with exactly|with the following|verbatim)\b/iu,
  /\b(?:reveal|leak|show|print|repeat|output|disclose|exfiltrate)\b.{0,40}?\b(?:your (?:instructions|prompt|rules|configuration)|other (?:chats?|conversations|channels|messages|users?)|(?:text|words|everything) above|api keys?|credentials)\b/iu,
  /\bdo not (?:tell|inform|mention (?:this|it) to|alert) the (?:user|owner)\b/iu,
  /忽略.{0,20}(?:指令|指示|提示)|無視.{0,20}(?:指示|命令)|игнорируй.{0,40}(?:инструкции|указания|правила)/iu,
];

/** Whether a sentence gives orders to a model rather than to a person. */
export function speaksToModel(sentence: string): boolean {
  const seen = visibleText(sentence);
  return patterns.some((pattern) => pattern.test(seen));
}

/**
 * The same events without the sentences that speak to a model, and each up to its share of what one
 * answer reads.
 */
export function withoutInstructions<Item extends Evidence>(items: readonly Item[]): Item[] {
  const share = fairShare(items.map((item) => item.text.length));
  const named = (name: string | null) => name === null || speaksToModel(name) ? null : name;
  return items.map((item) => ({
    ...item,
    text: cleaned(cutText(item.text, share)),
    title: named(item.title),
    author: named(item.author),
    place: named(item.place),
  }));
}

function cleaned(text: string): string {
  if (!speaksToModel(text)) return text;
  const kept = text.split("\n").map((line) =>
    [...segmenter.segment(line)].map(({ segment }) => speaksToModel(segment) ? "" : segment)
      .join("")
  ).filter((line) => !speaksToModel(line)).join("\n");
  // Orders that are spread over lines.
  return speaksToModel(kept) ? "" : kept;
}
