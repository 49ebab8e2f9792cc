/** Places and people that a prompt names, resolved against those that the timeline has. */

/** What the timeline has, most frequent first. */
export interface KnownNames {
  /** Conversations as a reader knows them: "#launch", "Family", "direct message (Mira)". */
  places: string[];
  /** Authors as a reader knows them: "Mira Sand". */
  people: string[];
}

/** A name that nothing or too much in the timeline fits. */
export interface UnresolvedName {
  kind: "place" | "person";
  /** As the prompt has it. */
  text: string;
  /** What it could be; empty: nothing of that name is known. */
  candidates: string[];
}

/** What a prompt names. Empty lists: it names none, which means all. */
export interface NamedScope {
  places: string[];
  people: string[];
  unresolved: UnresolvedName[];
}

/** The longest list that is compared; names beyond it are rare ones. */
const MAX_KNOWN = 2000;
const MAX_CANDIDATES = 5;

const HASHTAG = /(?<![\p{L}\p{N}/])#([\p{L}\p{N}][\p{L}\p{N}_.-]{0,79})/gu;
/** "the launch channel", "channel launch", "Kanal launch", "the Family group". */
const CHANNEL_AFTER =
  /(?<![\p{L}\p{N}])(?:the|in|from|der|dem|im|le|la|el|il|het|de|o|a) ([\p{L}\p{N}_.-]{2,80}) (?:channel|group|chat|room|folder|kanal|gruppe|ordner|canal|groupe|dossier|grupo|carpeta|canale|gruppo|cartella|kanaal|groep|map)(?![\p{L}\p{N}])/giu;
const CHANNEL_BEFORE =
  /(?<![\p{L}\p{N}])(?:channel|group|folder|kanal|gruppe|ordner|canal|groupe|dossier|grupo|carpeta|canale|gruppo|cartella|kanaal|groep|map) [#"“„«]?([\p{L}\p{N}_.-]{2,80})/giu;
const HANDLE = /(?<![\p{L}\p{N}])@([\p{L}][\p{L}\p{N}_.-]{0,79})/gu;

/** Words before a name that make it the author. */
const BY =
  "from|by|of|von|vom|de|par|da|do|por|van|door|di|ask(?:ed)? (?:me|us)? ?by|messages? from|mails? from|written by|sent by|said by";
/** What an author does. */
const SAYING =
  "say|said|says|saying|write|wrote|writes|written|ask|asked|asks|post|posted|mention|mentioned|mentions|" +
  "decide|decided|decides|promise|promised|send|sent|sends|want|wants|wanted|need|needs|needed|tell|told|" +
  "announce|announced|propose|proposed|suggest|suggested|suggests|report|reported|think|thinks|reply|" +
  "replied|answer|answered|request|requested|confirm|confirmed|agree|agreed|" +
  "sagte|sagt|gesagt|schrieb|schreibt|geschrieben|fragte|fragt|gefragt|entschied|entschieden|will|wollte|meinte|meint|" +
  "dit|écrit|demandé|décidé|veut|dijo|escribió|preguntó|decidió|quiere|pidió|disse|escreveu|perguntou|decidiu|quer|" +
  "ha detto|detto|scritto|chiesto|deciso|vuole|zei|zegt|gezegd|schreef|geschreven|vroeg|gevraagd|besloot|besloten|wil";
const ASKED = "did|does|has|had|hat|haben|a|ha|heeft|was";

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * What of the timeline a prompt names. A person counts as scope only as an author ("from Mira",
 * "what did Mira say"); whom something is about is left to the search.
 *
 * @param prompt at most some thousand characters, white space collapsed
 */
export function namesIn(prompt: string, known: KnownNames): NamedScope {
  const scope: NamedScope = { places: [], people: [], unresolved: [] };
  for (const text of placeTexts(prompt, known)) {
    add(scope, "place", text, fitting(text, known.places.slice(0, MAX_KNOWN), placeFits));
  }
  for (const text of personTexts(prompt, known)) {
    add(scope, "person", text, fitting(text, known.people.slice(0, MAX_KNOWN), personFits));
  }
  return scope;
}

function add(scope: NamedScope, kind: "place" | "person", text: string, found: string[]): void {
  const list = kind === "place" ? scope.places : scope.people;
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) {
    if (!list.includes(only)) list.push(only);
  } else if (!scope.unresolved.some((name) => name.kind === kind && name.text === text)) {
    scope.unresolved.push({ kind, text, candidates: found.slice(0, MAX_CANDIDATES) });
  }
}

/** Exact names before others: "#dev" is not ambiguous because there is "#dev-ops". */
function fitting(
  text: string,
  known: readonly string[],
  fits: (name: string, text: string) => "exact" | "part" | null,
): string[] {
  const folded = fold(text);
  const judged = known.map((name) => ({ name, fit: fits(fold(name), folded) }));
  const exact = judged.filter(({ fit }) => fit === "exact").map(({ name }) => name);
  return exact.length > 0
    ? exact
    : judged.filter(({ fit }) => fit === "part").map(({ name }) => name);
}

function placeFits(name: string, text: string): "exact" | "part" | null {
  const bare = name.replace(/^#/, "");
  return bare === text.replace(/^#/, "") ? "exact" : null;
}

function personFits(name: string, text: string): "exact" | "part" | null {
  if (name === text) return "exact";
  return name.split(/[\s._-]+/).includes(text) ? "part" : null;
}

function placeTexts(prompt: string, { places }: KnownNames): Set<string> {
  const texts = new Set<string>();
  for (const [, name = ""] of prompt.matchAll(HASHTAG)) {
    // "#1" is a rank or a number of something, unless a channel has that name.
    const bare = name.replace(/[.-]+$/, "");
    if (!/^\d+$/.test(bare) || places.includes(`#${bare}`)) texts.add(`#${bare}`);
  }
  const bare = new Set(places.map((place) => fold(place.replace(/^#/, ""))));
  for (const pattern of [CHANNEL_AFTER, CHANNEL_BEFORE]) {
    // Without a "#" only what there is: "the group chat" names none.
    for (const [, name = ""] of prompt.matchAll(pattern)) {
      if (bare.has(fold(name))) texts.add(name);
    }
  }
  return texts;
}

function personTexts(prompt: string, { people }: KnownNames): Set<string> {
  const texts = new Set<string>();
  for (const [, name = ""] of prompt.matchAll(HANDLE)) texts.add(name.replace(/[.-]+$/, ""));
  const folded = fold(prompt);
  const parts = new Map<string, string>();
  for (const person of people.slice(0, MAX_KNOWN)) {
    const first = person.split(/\s+/)[0] ?? "";
    for (const part of [person, first]) if (part.length >= 2) parts.set(fold(part), part);
  }
  // Longest first, so that a full name is not taken for its first part.
  for (const part of [...parts.keys()].sort((a, b) => b.length - a.length)) {
    if (!folded.includes(part) || !isAuthor(folded, part)) continue;
    if ([...texts].some((text) => fold(text).includes(part))) continue;
    texts.add(parts.get(part) ?? part);
  }
  return texts;
}

function isAuthor(folded: string, name: string): boolean {
  const own = escaped(name);
  const edge = "(?![\\p{L}\\p{N}])";
  return [
    `(?<![\\p{L}\\p{N}])(?:${fold(BY)}) ${own}${edge}`,
    `(?<![\\p{L}\\p{N}])${own} (?:(?:${ASKED}) )?(?:[\\p{L}]{1,20} )?(?:${fold(SAYING)})${edge}`,
    `(?<![\\p{L}\\p{N}])(?:${fold(SAYING)}|${ASKED}) ${own}${edge}`,
    `(?<![\\p{L}\\p{N}])${own}['’]s? (?:messages?|mails?|e-?mails?|posts?|questions?|requests?|replies|answers?|updates?|decisions?)${edge}`,
  ].some((pattern) => new RegExp(pattern, "u").test(folded));
}
