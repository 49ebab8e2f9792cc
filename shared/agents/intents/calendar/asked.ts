/** What a prompt wants of a calendar, in plain words of eight languages. */
import type { CalendarResponse } from "../../../contracts/prompts.ts";
import type { z } from "zod";
import { phrases, plainWords } from "../../understanding/plain_words.ts";
import { durationAt } from "../../time/amounts.ts";
import { readings } from "../../time/readings.ts";
import type { Direction } from "../../time/reader.ts";
import { hour, minute } from "../../time/wall_clock.ts";

export type AskedOfCalendar = z.infer<typeof CalendarResponse>["asked"];

const clashes = phrases([
  "clash(?:es|ing)?|conflict(?:s|ing)?|overlap(?:s|ping)?|double[- ]?booked|double booking|collid(?:e|es|ing)",
  "uberschneid(?:en|et|ung|ungen)|kollidier(?:en|t)|doppelt (?:belegt|gebucht|verplant)|terminkonflikte?",
  "chevauch(?:e|ent|ement|ements)|conflits?|se telescopent",
  "solapan?|solapamientos?|coinciden?|conflictos?|chocan",
  "sobrepoem|sobrepostas?|sobreposic(?:ao|oes)|conflitos?|coincidem|chocam",
  "overlap(?:t|pen|pende)?|botsen|botst|dubbel geboekt|conflicten",
  "sovrappon(?:gono|e)|sovrapposizion[ei]|conflitti|accavallano|coincidono",
  "krockar?|krock|overlappar|dubbelbokad|kolliderar",
]);
const free = phrases([
  "free|available|availability|gaps?|slots?|openings?|spare|unbooked|room for|time for|busy|booked(?: up)?|full",
  "frei|freie[nrs]?|verfugbar|lucken?|zeit|belegt|verplant|voll",
  "libres?|disponibles?|dispo|creneaux?|occupee?|pris",
  "libres?|disponibles?|huecos?|tiempo|ocupad[oa]",
  "livres?|disponive(?:l|is)|tempo|vagas?|ocupad[oa]",
  "vrije?|beschikbaar|tijd|gaatje|bezet|plek",
  "liber[oaie]|disponibil[ei]|tempo|buchi|buco|occupat[oa]",
  "ledig(?:t|a)?|tillganglig|tid|luck(?:a|or)|upptagen",
]);
const next = phrases([
  "(?:my|the|our) (?:very )?next (?:thing )?|next (?:meeting|appointment|call|event|thing|one)|what(?:'?s| is| comes)? (?:up )?next|first (?:meeting|appointment|call|thing)",
  "nachste[rsn]?|als nachstes|erste[rsn]? (?:termin|meeting|besprechung)",
  "prochaine?|ensuite|suivante?|premiere? (?:reunion|rendez-vous)",
  "proxim[oa]|siguiente|primer[oa]? (?:reunion|cita)",
  "proxim[oa]|seguinte|primeir[oa] (?:reuniao|compromisso)",
  "volgende|eerstvolgende|hierna|eerste (?:afspraak|vergadering|meeting)",
  "prossim[oa]|prim[oa] (?:riunione|appuntamento|impegno)",
  "nasta|forsta (?:motet?|bokning)",
]);
/** "Next week" is a time, not what comes next. */
const nextTime = phrases([
  "next (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|[0-9]+|few|two|three|couple)|nachste[rsn]? (?:woche|monat|tage?|jahr)|(?:semaine|mois) prochaine?|prochaine? (?:semaine|mois)|proxim[oa]s? (?:semana|mes|dias)|(?:semana|mes) (?:que viene|proxim[oa])|volgende (?:week|maand)|prossim[oa] (?:settimana|mese)|settimana prossima|nasta (?:vecka|manad)",
]);
const past = phrases([
  "was (?:i|we|my|our|the|there|it|that|a|any|anything|everything)|(?:i|it|he|she|what|when|where|which|who|there|that) was|were|did|had|yesterday|last|ago|war|hatte|gab|gestern|letzte[nrsm]?|etait|avais|hier|derniere?|fue|tuve|tenia|ayer|pasad[oa]|tinha|tive|ontem|passad[oa]|had|gisteren|vorige|afgelopen|avevo|c'era|ieri|scors[oa]|hade|igar|forra",
]);

/** What is asked; where nothing says so, what takes place. */
export function askedOf(prompt: string): AskedOfCalendar {
  const words = plainWords(prompt);
  if (clashes.test(words)) return "clashes";
  if (free.test(words)) return "free";
  return next.test(words) && !nextTime.test(words) ? "next" : "agenda";
}

/** Calendars are asked ahead, unless the words look back. */
export function directionAsked(prompt: string): Direction {
  return past.test(plainWords(prompt)) ? "past" : "future";
}

/** Milliseconds that the prompt wants to have free: "45 minutes", "two hours"; null: it says none. */
export function lengthAsked(prompt: string, now: Date, timezone: string): number | null {
  const context = { text: prompt, now, timezone, direction: "future" as const };
  return readings(context, (reader) => {
    for (let at = 0; at < reader.tokens.length; at++) {
      const found = reader.meaning(at - 1).which === undefined ? durationAt(reader, at) : null;
      if (!found || found.bare) continue;
      const parts = found.parts.map(({ count, unit }) =>
        count * (unit === "hour" ? hour : unit === "minute" ? minute : NaN)
      );
      const value = parts.reduce((sum, part) => sum + part, 0);
      if (value > 0) return { first: at, next: found.next, value };
    }
    return null;
  });
}
