/** What a prompt is about, besides when, where and how it asks. */
import { deu, eng, fra, ita, nld, por, spa, swe } from "stopword";
import { isTimeWord } from "../time/readings.ts";
import { plainWords } from "./plain_words.ts";

const fold = (word: string) => word.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");

/** Words that every sentence has, and those by which somebody asks or is asked. */
const functionWords: ReadonlySet<string> = new Set([
  ...[deu, eng, fra, ita, nld, por, spa, swe].flat().map(fold),
  ...("when whom whose anything something everything please pls just so well hey hi ok okay yo whats what's i'm i've let's gimme wanna can could would " +
    "bitte mal denn eigentlich doch halt noch schon bloss nur gibts gibt's gab's " +
    "c'est qu'est qu'est-ce s'est-il s'il est-ce plait y'a t-il il j'ai d'hui aujourd'hui moi-meme juste peux " +
    "favor aca oye tambien algo alguna algun cosa pra voce ai ca ca? alguma coisa algum " +
    "graag eens even nog iets zoal allemaal er hoor toch maar " +
    "cos'e c'e com'e po qualcosa qualche per favore " +
    "snalla bara nagot nagra lite nu sedan").split(" "),
].flatMap((word) => word.split(" ")));

/** Times of which no other list knows: Swedish ones, and what only shortens a time. */
const otherTimes = new Set(
  ("heutige heutigen heutiger gestrige gestrigen today's yesterday's tonight's " +
    "idag igar imorgon imorse morse kvall natt vecka veckan manad manaden dag dagen dagar timme timmar timmarna " +
    "helgen helg eftermiddag eftermiddagen formiddag formiddagen lunch senaste forra mandag tisdag onsdag torsdag " +
    "fredag lordag sondag lately recently earlier ago mittags neulich zuletzt letztens recemment dernierement " +
    "recientemente ultimamente recentemente onlangs laatst ultimamente nyligen").split(" "),
);

/** Where it asks: what anybody calls a source or the places in it. */
const places = new Set(
  ("slack telegram tg outlook mail mails email emails e-mail e-mails inbox chat chats channel channels group groups folder " +
    "calendar thread threads dm dms message messages post posts conversation conversations discussion discussions " +
    "postfach posteingang nachricht nachrichten kanal kanale gruppe ordner unterhaltungen " +
    "courriel courriels messagerie canal canaux groupe dossier messages boite reception " +
    "correo correos mensajes grupo carpeta canales bandeja entrada mensagens pasta grupos conversas caixa " +
    "berichten groep map kanalen gesprekken postvak posta messaggi gruppo cartella canale canali casella " +
    "mejl mejlen meddelanden gruppen kanalen inkorgen mapp").split(" "),
);

/**
 * The words of a prompt that are neither function words, times, numbers, sources, places with a "#" nor
 * people with an "@", in plain form and order. None: it asks for whatever there is.
 */
export function topicWords(prompt: string): string[] {
  return plainWords(prompt).trim().split(" ").map(withoutClitic).filter((word) =>
    /\p{L}/u.test(word) && !/^[#@]/.test(word) && !/^\d+(?:am|pm|h|min|st|nd|rd|th)?$/.test(word) &&
    !functionWords.has(word) && !isTimeWord(word) && !otherTimes.has(word) && !places.has(word)
  );
}

/** "fais-moi", "conta-me", "s'est-il": the verb alone. */
function withoutClitic(word: string): string {
  return word.replace(/-(?:moi|toi|nous|me|nos|lui|leur|il|elle|on|ce|t-il|t-elle|t-on)$/, "");
}

/** Whether a prompt says when or where it asks for: a time, a source, a "#place". */
export function isPlaced(prompt: string): boolean {
  return plainWords(prompt).trim().split(" ").some((word) =>
    /^#\p{L}/u.test(word) || places.has(word) || otherTimes.has(word) ||
    isTimeWord(word) && !functionWords.has(word)
  );
}
