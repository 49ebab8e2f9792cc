/** What answers from a calendar say, in the languages that prompts are read in. */
import type { PromptLanguage } from "../../../contracts/prompts.ts";

/** Sentences around what calendars have; `what` is a meeting, `when` a stretch of time. */
export interface Wording {
  allDay: string;
  next: (what: string) => string;
  nothingNext: string;
  nothing: string;
  free: (when: string) => string;
  busy: string;
  isFree: (when: string) => string;
  isBusy: (when: string) => string;
  clash: (one: string, other: string, when: string) => string;
  noClash: string;
  hours: (from: string, to: string) => string;
  more: string;
  notLinked: string;
}

const english: Wording = {
  allDay: "all day",
  next: (what) => `Next: ${what}`,
  nothingNext: "Nothing comes next in your calendar.",
  nothing: "Nothing is in your calendar in this time.",
  free: (when) => `Free: ${when}`,
  busy: "There is no free time in this time.",
  isFree: (when) => `You are free: ${when}`,
  isBusy: (when) => `You are not free: ${when}`,
  clash: (one, other, when) => `${one} and ${other} overlap: ${when}`,
  noClash: "Nothing overlaps in this time.",
  hours: (from, to) => `Working hours are taken to be Monday to Friday, ${from} to ${to}.`,
  more: "There is more in your calendar than was read.",
  notLinked: "No calendar is linked: only what you entered here is known.",
};

const wordings: Readonly<Record<PromptLanguage, Wording>> = {
  en: english,
  de: {
    allDay: "ganztägig",
    next: (what) => `Als Nächstes: ${what}`,
    nothingNext: "In deinem Kalender kommt nichts mehr.",
    nothing: "In dieser Zeit steht nichts in deinem Kalender.",
    free: (when) => `Frei: ${when}`,
    busy: "In dieser Zeit ist nichts frei.",
    isFree: (when) => `Du bist frei: ${when}`,
    isBusy: (when) => `Du bist nicht frei: ${when}`,
    clash: (one, other, when) => `${one} und ${other} überschneiden sich: ${when}`,
    noClash: "In dieser Zeit überschneidet sich nichts.",
    hours: (from, to) => `Als Arbeitszeit gilt Montag bis Freitag, ${from} bis ${to}.`,
    more: "In deinem Kalender steht mehr, als gelesen wurde.",
    notLinked: "Kein Kalender ist verbunden: Bekannt ist nur, was du hier eingetragen hast.",
  },
  fr: {
    allDay: "toute la journée",
    next: (what) => `Ensuite : ${what}`,
    nothingNext: "Il n'y a plus rien dans votre agenda.",
    nothing: "Rien dans votre agenda sur cette période.",
    free: (when) => `Libre : ${when}`,
    busy: "Aucun moment libre sur cette période.",
    isFree: (when) => `Vous êtes libre : ${when}`,
    isBusy: (when) => `Vous n'êtes pas libre : ${when}`,
    clash: (one, other, when) => `${one} et ${other} se chevauchent : ${when}`,
    noClash: "Rien ne se chevauche sur cette période.",
    hours: (from, to) =>
      `Les heures de travail retenues sont du lundi au vendredi, de ${from} à ${to}.`,
    more: "Votre agenda contient plus que ce qui a été lu.",
    notLinked: "Aucun agenda n'est relié : seul ce que vous avez saisi ici est connu.",
  },
  es: {
    allDay: "todo el día",
    next: (what) => `A continuación: ${what}`,
    nothingNext: "No queda nada en tu calendario.",
    nothing: "No hay nada en tu calendario en este tiempo.",
    free: (when) => `Libre: ${when}`,
    busy: "No hay tiempo libre en este tiempo.",
    isFree: (when) => `Estás libre: ${when}`,
    isBusy: (when) => `No estás libre: ${when}`,
    clash: (one, other, when) => `${one} y ${other} se solapan: ${when}`,
    noClash: "Nada se solapa en este tiempo.",
    hours: (from, to) => `Se toma como horario laboral de lunes a viernes, de ${from} a ${to}.`,
    more: "En tu calendario hay más de lo que se leyó.",
    notLinked: "No hay ningún calendario vinculado: solo se conoce lo que introdujiste aquí.",
  },
  pt: {
    allDay: "o dia todo",
    next: (what) => `A seguir: ${what}`,
    nothingNext: "Não há mais nada na sua agenda.",
    nothing: "Não há nada na sua agenda neste período.",
    free: (when) => `Livre: ${when}`,
    busy: "Não há tempo livre neste período.",
    isFree: (when) => `Está livre: ${when}`,
    isBusy: (when) => `Não está livre: ${when}`,
    clash: (one, other, when) => `${one} e ${other} sobrepõem-se: ${when}`,
    noClash: "Nada se sobrepõe neste período.",
    hours: (from, to) =>
      `O horário de trabalho considerado é de segunda a sexta, das ${from} às ${to}.`,
    more: "Há mais na sua agenda do que foi lido.",
    notLinked: "Nenhuma agenda está ligada: só se conhece o que introduziu aqui.",
  },
  nl: {
    allDay: "hele dag",
    next: (what) => `Hierna: ${what}`,
    nothingNext: "Er staat niets meer in je agenda.",
    nothing: "Er staat in deze tijd niets in je agenda.",
    free: (when) => `Vrij: ${when}`,
    busy: "Er is in deze tijd niets vrij.",
    isFree: (when) => `Je bent vrij: ${when}`,
    isBusy: (when) => `Je bent niet vrij: ${when}`,
    clash: (one, other, when) => `${one} en ${other} overlappen: ${when}`,
    noClash: "Er overlapt niets in deze tijd.",
    hours: (from, to) => `Als werktijd geldt maandag tot en met vrijdag, ${from} tot ${to}.`,
    more: "Er staat meer in je agenda dan er gelezen is.",
    notLinked: "Er is geen agenda gekoppeld: alleen wat je hier hebt ingevoerd is bekend.",
  },
  it: {
    allDay: "tutto il giorno",
    next: (what) => `Prossimo: ${what}`,
    nothingNext: "Non c'è altro nel tuo calendario.",
    nothing: "Non c'è nulla nel tuo calendario in questo periodo.",
    free: (when) => `Libero: ${when}`,
    busy: "Non c'è tempo libero in questo periodo.",
    isFree: (when) => `Sei libero: ${when}`,
    isBusy: (when) => `Non sei libero: ${when}`,
    clash: (one, other, when) => `${one} e ${other} si sovrappongono: ${when}`,
    noClash: "Nulla si sovrappone in questo periodo.",
    hours: (from, to) =>
      `L'orario di lavoro considerato è dal lunedì al venerdì, dalle ${from} alle ${to}.`,
    more: "Nel tuo calendario c'è più di quanto è stato letto.",
    notLinked: "Nessun calendario è collegato: si conosce solo ciò che hai inserito qui.",
  },
  sv: {
    allDay: "hela dagen",
    next: (what) => `Härnäst: ${what}`,
    nothingNext: "Det finns inget mer i din kalender.",
    nothing: "Det finns inget i din kalender under den här tiden.",
    free: (when) => `Ledigt: ${when}`,
    busy: "Det finns ingen ledig tid under den här tiden.",
    isFree: (when) => `Du är ledig: ${when}`,
    isBusy: (when) => `Du är inte ledig: ${when}`,
    clash: (one, other, when) => `${one} och ${other} krockar: ${when}`,
    noClash: "Inget krockar under den här tiden.",
    hours: (from, to) => `Arbetstid antas vara måndag till fredag, ${from} till ${to}.`,
    more: "Det finns mer i din kalender än vad som lästes.",
    notLinked: "Ingen kalender är länkad: bara det du har lagt in här är känt.",
  },
};

/** The sentences of a language; English where the prompt's words do not tell. */
export function wordingOf(language: PromptLanguage | null): Wording {
  return wordings[language ?? "en"];
}

/** How dates are written; English ones with the day before the month. */
export function localeOf(language: PromptLanguage | null): string {
  return language === null || language === "en" ? "en-GB" : language;
}
