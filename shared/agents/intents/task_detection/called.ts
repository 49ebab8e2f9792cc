/** Who is spoken to by name. */

/** The words of a person's name that stand alone, in lower case: "mira" of "Mira Lund". */
export function firstName(name: string): string {
  return /^[\p{L}\p{M}'-]+/u.exec(name.trim())?.[0].toLowerCase() ?? "";
}

const greeting =
  /^(?:hi|hey|hello|dear|hallo|moin|bonjour|salut|hola|oi|olá|hoi|ciao|hej|thanks|ok|so|and)$/i;

/** One word and a comma before a request that calls nobody: it goes on from what was said. */
const opens = new Set(
  ("also anyway anyways so and but or ok okay well yes yep yeah no nope sure now then thanks thank please sorry first second third " +
    "next last lastly btw fyi ps today tonight tomorrow yesterday later again great perfect cool nice good fine alright right " +
    "understood agreed awesome excellent wow oh ah hm hmm otherwise meanwhile instead besides thus hence therefore however maybe " +
    "perhaps still morning evening afternoon cheers apologies congrats reminder update question heads welcome afterwards " +
    "monday tuesday wednesday thursday friday saturday sunday in if when once until before after as since because while " +
    "guys folks people team all everyone everybody anyone someone friends colleagues ladies gentlemen both " +
    "außerdem übrigens also gut ja nein danke bitte dann morgen heute später leute super klar prima alle kollegen " +
    "aussi donc alors oui non merci demain bon parfait bref tous también bueno vale sí gracias mañana hoy entonces chicos todos " +
    "também então sim não obrigado obrigada amanhã hoje pessoal dus goed nee bedankt dank vandaag mensen inoltre allora bene " +
    "grazie domani oggi ragazzi tutti dessutom alltså bra tack imorgon idag också").split(" "),
);

/** Whether a sentence goes past its greeting before it says who is meant. */
export function isGreeting(word: string): boolean {
  return greeting.test(word.replace(/[,:!]$/, ""));
}

/** "Jonas, could you", "Hi Jonas,", "Can Jonas book", "Jonas should", "could you, Jonas?". */
export function calledByName(sentence: string): string | null {
  const words = sentence.split(" ", 60);
  const at = isGreeting(words[0] ?? "") ? 1 : 0;
  const name = words[at] ?? "";
  if (/^\p{Lu}[\p{L}\p{M}'-]*[,:!]$/u.test(name) || words[at + 1] === "-") return firstName(name);
  if (/^(?:should|must|has|needs|will|please|can|could)$/.test(words[at + 1] ?? "")) {
    return firstName(name);
  }
  if (/^(?:can|could|would|will|should)$/i.test(name) && /^\p{Lu}/u.test(words[at + 1] ?? "")) {
    return firstName(words[at + 1] ?? "");
  }
  const last = words.at(-1) ?? "";
  return words.at(-2)?.endsWith(",") && /^\p{Lu}/u.test(last) ? firstName(last) : null;
}

/**
 * The one whom a sentence opens or ends with, also where nobody of that name is known: "Jonas, can
 * you", "can you, Jonas?". A word that begins many sentences ("Also,", "Finally,") is no name.
 */
export function calledStranger(sentence: string): string | null {
  const words = sentence.split(" ");
  const opening = words[isGreeting(words[0] ?? "") ? 1 : 0] ?? "";
  const called = opening.endsWith(",")
    ? opening.slice(0, -1)
    : words.at(-2)?.endsWith(",")
    ? (words.at(-1) ?? "").replace(/[.?!]+$/, "")
    : "";
  if (!/^\p{Lu}\p{Ll}[\p{L}\p{M}'-]*$/u.test(called)) return null;
  const name = firstName(called);
  return opens.has(name) || /(?:ly|ing|mente|weise)$/.test(name) ? null : name;
}
