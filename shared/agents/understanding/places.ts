import type { FoundName } from "./people.ts";
import { type NameToken, nameWords } from "./name_tokens.ts";

const set = (words: string) => new Set(words.split(" "));

/** What a conversation is called: "the launch channel", "Kanal launch". */
const kinds = set(
  "channel group chat room folder thread conversation kanal gruppe ordner gruppenchat unterhaltung canal groupe " +
    "dossier salon discussion grupo carpeta sala conversacion canale gruppo cartella kanaal groep map kanalen gruppen " +
    "mapp kanalet grupp conversa pasta",
);
/** Words before a name that make it where something lies. */
const within = set(
  "in on from inside within via im aus auf dans sur depuis du en de desde no na em do da nel nella su dal uit van op i pa fran of #",
);
/** Conversations of few: "direct message (Mira Sand)". */
const direct = set(
  "dm dms chat chats conversation conversations direktnachrichten direktnachricht pm",
);
const withPerson = set("with mit avec con com met med from");

const article = set("the my our der dem den die das la le el il lo o a as os het de l");

/** Names that begin with one word and are told apart. */
const mostAlike = 100;

interface Known {
  place: string;
  words: string[];
}

/**
 * The conversations and folders that a prompt names: "#launch", "the launch channel", "in Family",
 * "my DMs with Mira". A bare word that is also an ordinary one ("in general") names none.
 */
export function placesIn(tokens: readonly NameToken[], places: readonly string[]): FoundName[] {
  const known = new Map<string, Known[]>();
  const conversations: Known[] = [];
  for (const place of places) {
    const words = nameWords(place);
    const first = words[0]?.replace(/^#/, "");
    if (first === undefined) continue;
    if (/^(?:direct|group) message \(/.test(place)) conversations.push({ place, words });
    const list = known.get(first);
    if (list && list.length < mostAlike) list.push({ place, words });
    else if (!list) known.set(first, [{ place, words }]);
  }
  const found: FoundName[] = [];
  for (let at = 0; at < tokens.length;) {
    const hit = placeAt(tokens, at, known) ?? directAt(tokens, at, conversations);
    if (hit) found.push(hit.found);
    at += Math.max(1, hit?.length ?? 1);
  }
  return found;
}

function placeAt(
  tokens: readonly NameToken[],
  at: number,
  known: ReadonlyMap<string, Known[]>,
): { found: FoundName; length: number } | null {
  const token = tokens[at];
  if (!token) return null;
  const hash = token.text.startsWith("#");
  const first = token.folded.replace(/^#/, "");
  let best: { length: number; places: string[] } = { length: 0, places: [] };
  for (const { place, words } of known.get(first) ?? []) {
    if (
      !words.every((word, index) =>
        tokens[at + index]?.folded.replace(/^#/, "") === word.replace(/^#/, "")
      )
    ) {
      continue;
    }
    if (words.length > best.length) best = { length: words.length, places: [] };
    if (words.length === best.length) best.places.push(place);
  }
  if (best.length === 0) {
    // "#1" is a rank or a number of something.
    if (!hash || /^\d+$/.test(first)) return null;
    return { found: { text: token.text, candidates: [] }, length: 1 };
  }
  if (!hash && !isNamed(tokens, at, at + best.length, best.places)) return null;
  const text = tokens.slice(at, at + best.length).map((word) => word.text).join(" ");
  const candidates = hash && best.places.includes(token.text) ? [token.text] : best.places;
  return { found: { text, candidates }, length: best.length };
}

/** Without a "#": beside a word for what it is, or where a name stands that is no ordinary word. */
function isNamed(
  tokens: readonly NameToken[],
  at: number,
  next: number,
  places: readonly string[],
): boolean {
  if (!tokens[next]?.breaks && kinds.has(tokens[next]?.folded ?? "")) return true;
  if (!tokens[at]?.breaks && kinds.has(tokens[at - 1]?.folded ?? "")) return true;
  const text = tokens.slice(at, next).map((word) => word.text).join(" ");
  const isName = /[-_\d ]/.test(text) ||
    places.some((place) => place === text && /^\p{Lu}/u.test(text));
  if (!isName) return false;
  const lead = article.has(tokens[at - 1]?.folded ?? "") ? at - 2 : at - 1;
  return within.has(tokens[lead]?.folded ?? "") || within.has(tokens[at - 1]?.folded ?? "");
}

/** "my DMs with Mira": those whose names all stand there. */
function directAt(
  tokens: readonly NameToken[],
  at: number,
  conversations: readonly Known[],
): { found: FoundName; length: number } | null {
  if (!direct.has(tokens[at]?.folded ?? "")) return null;
  if (!withPerson.has(tokens[at + 1]?.folded ?? "")) return null;
  const named: string[] = [];
  let next = at + 2;
  for (; next < Math.min(at + 8, tokens.length); next++) {
    const token = tokens[next];
    if (!token || token.folded === "and" || token.folded === "und") continue;
    if (!conversations.some(({ words }) => words.includes(token.folded))) break;
    named.push(token.folded);
  }
  if (named.length === 0) return null;
  const fits = conversations.filter(({ words }) => named.every((name) => words.includes(name)));
  // The smallest conversation that has all of them is meant.
  const least = Math.min(...fits.map(({ words }) => words.length));
  const candidates = fits.filter(({ words }) => words.length === least).map(({ place }) => place);
  const text = tokens.slice(at, next).map((token) => token.text).join(" ");
  return { found: { text, candidates }, length: next - at };
}
