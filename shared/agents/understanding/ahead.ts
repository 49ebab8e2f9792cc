/** Prompts that ask for what is still to come: "what happens tomorrow?" is for a calendar. */
import { parseTimeWindow } from "../time/time_window.ts";
import { namesNothing, opensSo } from "./open.ts";
import { phrases, plainWords } from "./plain_words.ts";
import { topicWords } from "./topic.ts";

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** What is said of what will take place: it names no topic. */
const planned = set(
  "comes coming come going place places plan plans planned scheduled store lined agenda programme program due ahead expected await awaits supposed there takes take taking be happen " +
    "geplant ansteht anstehen vorgesehen programm stattfindet statt findet erwartet vor steht tun " +
    "prevu prevue prevus prevues passera passer arrivera programme aura lieu attend " +
    "previsto prevista planeado planeada planificado programado programada programa pasara pasar hay ocurrira ocurre sucede sucedera habra espera " +
    "marcado marcada agendado agendada planejado programada acontecera acontece acontecer ocorre ocorrera havera " +
    "gepland programma planning staat gebeuren plaats doen " +
    "prevista programma succedera accadra accade succede succedere accadere pianificato aspetta " +
    "inbokat planerat schemat planerad inplanerat hander ske sker kommer",
);
/** Said of now or of later, and never of what was: with it, a weekday is the next one. */
const present = phrases([
  "happens|happening|will (?:be )?happen|going to happen|going on|coming up|comes up|planned|scheduled|(?:what's|what is|anything|something) (?:up|on)|in store|lined up|takes place|taking place",
  "(?:was|wo|es|nichts|etwas) (?:passiert|geschieht|lauft|steht|findet|gibt|ist)|geplant|ansteht|vorgesehen|gibt es|ist~ los",
  "se passe(?:-t-il|ra|ra-t-il)?|va se passer|est~ prevue?s?|y a-t-il|qu'y a|il y a|aura lieu|au programme",
  "pasa|pasara|ocurre|ocurrira|sucede|sucedera|va a (?:pasar|ocurrir|suceder)|hay|habra|previsto|programado|planeado",
  "acontece|acontecera|vai (?:acontecer|haver|ocorrer)|ha|havera|marcado|previsto|agendado|programado",
  "gebeurt|gaat~ gebeuren|staat|is er|gepland|op het programma",
  "succede|succedera|accade|accadra|c'e|ci sono|in programma|previsto",
  "hander|sker|kommer att|star|planerat|inbokat|finns",
]);

/** Any Wednesday and the day after it, so that no weekday is today in both. */
const anyDays = [new Date("2026-01-14T12:00:00Z"), new Date("2026-01-15T12:00:00Z")];

/**
 * Whether a prompt asks what there will be, and of nothing in particular: its verb is one of now or
 * later, and the time that it names begins later than it is asked.
 */
export function asksAhead(prompt: string): boolean {
  if (!opensSo(prompt)) return false;
  if (!topicWords(prompt).every((word) => planned.has(word) || namesNothing(word))) return false;
  return present.test(plainWords(prompt)) && anyDays.some((now) => {
    const window = parseTimeWindow(prompt, now, "UTC", "future");
    return window !== null && window.start > now;
  });
}
