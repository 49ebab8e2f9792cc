import { phrases, plainWords } from "../../understanding/plain_words.ts";
import { asksForObligations } from "./cues/obliged.ts";
import { asksForWaiting } from "./cues/waiting.ts";
import { english, lists, named, oneFact } from "./cues/english.ts";
import { dutch, french, german, italian, portuguese, spanish, swedish } from "./cues/languages.ts";

const asks = phrases([
  ...english,
  ...german,
  ...french,
  ...spanish,
  ...portuguese,
  ...dutch,
  ...italian,
  ...swedish,
]);
const names = phrases([named]);

/** "Summarize my open tasks" wants the tasks, "summarize the follow-ups to the launch" does not. */
const ownTasks = phrases([
  "tasks?|to-?dos?|action (?:items?|points?)|aufgaben|taches|tareas|tarefas|taken|actiepunten|compiti|uppgifter",
]);

/** "Todos os e-mails" and "a todos los vecinos" are no to-dos. */
const everyone =
  / todos (?=(?:os|as|los|las|nos|mis|meus|minhas|es[st]es|estos|aqueles|ellos|eles|nosotros) )/gu;

/** How sure the words of a prompt are that it wants tasks, 0 to 1. */
export function claimTasks(prompt: string): number {
  const words = plainWords(prompt).replace(everyone, " all ");
  if (asksForWaiting(words)) return 0.95;
  if (oneFact.test(words)) return 0;
  const listed = names.test(words) && lists.test(words);
  if (!listed && !asks.test(words)) return asksForObligations(words) ? 0.88 : 0;
  return ownTasks.test(words) ? 0.95 : 0.9;
}

/** Whether a prompt wants what its reader has to do, or what others owe them. */
export function askedList(prompt: string): "tasks" | "waiting_for" {
  return asksForWaiting(plainWords(prompt)) ? "waiting_for" : "tasks";
}
