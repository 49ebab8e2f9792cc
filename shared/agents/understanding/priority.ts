import type { Priority } from "../../contracts/api.ts";
import { phrases, plainWords } from "./plain_words.ts";

const nouns =
  "prio|priority|priorities|prioritat|priorite|prioridad|prioridade|priorita|prioriteit|prioritet";

const named: readonly (readonly [Priority, RegExp])[] = [
  ["high", ofPriority("high|top|highest", "hohe[rn]?|hochste[rn]?|haute|alta|hoge|hog")],
  ["medium", ofPriority("medium|normal|mid", "mittlere[rn]?|moyenne|media|gemiddelde|medel")],
  ["low", ofPriority("low|lowest", "niedrige[rn]?|geringe[rn]?|basse|baja|baixa|bassa|lage|lag")],
];
function ofPriority(english: string, others: string): RegExp {
  return phrases([
    `(?:${english})[- ](?:${nouns})|(?:${others}) (?:${nouns})|(?:${nouns}) (?:${english}|${others})`,
  ]);
}

/** The priority that a prompt names: "only the high-priority ones". Null: it names none. */
export function priorityOf(prompt: string): Priority | null {
  const words = plainWords(prompt);
  return named.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
