import { type NameToken, nameWords } from "./name_tokens.ts";

const set = (words: string) => new Set(words.split(" "));

/** Words before a name that make it the author. */
const by = set(
  "from by vom par door fran laut nach according selon segun segundo volgens secondo enligt por dari chez",
);
/** The same, and much else: they count behind words for what is written. */
const of = set("of von de du da do di del della van av");
const written = set(
  "message messages mail mails email emails e-mail e-mails post posts dm dms question questions request requests " +
    "reply replies answer answers update updates decision decisions news note notes comment comments task tasks " +
    "todo todos asks asked " +
    "nachrichten nachricht fragen frage anfragen anfrage aufgaben antwort antworten beitrage " +
    "courriels courriel demandes demande reponse reponses taches " +
    "mensaje mensajes correo correos pregunta preguntas solicitudes peticiones respuesta respuestas tareas " +
    "mensagem mensagens pedido pedidos pergunta perguntas resposta respostas tarefas " +
    "bericht berichten vraag vragen verzoek verzoeken antwoorden taken " +
    "messaggio messaggi domanda domande richiesta richieste risposta risposte compiti " +
    "meddelande meddelanden mejl fraga fragor svar uppgifter",
);
/** Whoever stands behind these is spoken to or about. */
const toward = set(
  "to with for about and vs than like an mit fur uber gegen bei zu und avec pour sur chez con para sobre com " +
    "met voor aan over per su med till for at ask tell told give send ask told remind email message ping",
);
const between = set(
  "the a o as os la le el il lo i der die das den de het en my our m me mich mir von uns us ci mi nos",
);
/** What an author does, in whatever form it is asked for. */
const does = set(
  "say said says saying write wrote writes written writing ask asked asks asking post posted posts posting mention " +
    "mentioned mentions decide decided decides promise promised promises send sent sends want wants wanted need needs " +
    "needed tell told tells announce announced announces propose proposed suggest suggested suggests report reported " +
    "think thinks thought reply replied replies answer answered request requested requests confirm confirmed confirms " +
    "agree agreed expect expects expected recommend recommended recommends share shared shares complain complained " +
    "explain explained claim claimed offer offered order ordered talking talked assign assigned " +
    "sagte sagt gesagt schrieb schreibt geschrieben schreiben fragte fragt gefragt entschied entscheidet entschieden " +
    "will wollte meinte meint gemeint bat gebeten bittet verlangt verlangte erwartet braucht bestatigt bestatigte " +
    "vorgeschlagen versprochen erwahnt erwahnte berichtet mitgeteilt angekundigt beschlossen beschloss geteilt " +
    "dit ecrit demande decide veut voulait propose confirme promis annonce repondu mentionne partage pense attend " +
    "dijo dice dicho escribio escribe escrito pregunto pregunta preguntado decidio decidido quiere queria pidio pide " +
    "pedido propuso propuesto confirmo confirmado prometio anuncio respondio contesto menciono comento piensa necesita " +
    "disse diz dito escreveu escreve escrito perguntou perguntado decidiu decidido quer queria pediu propos confirmou " +
    "confirmado prometeu anunciou respondeu mencionou comentou acha precisa sugeriu " +
    "detto dice disse scritto scrive scrisse chiesto chiede chiese deciso decise vuole voleva proposto confermato " +
    "conferma promesso annunciato risposto menzionato commentato pensa condiviso suggerito " +
    "zei zegt gezegd schreef schrijft geschreven vroeg vraagt gevraagd besloot besluit besloten wil wilde voorgesteld " +
    "bevestigd bevestigde beloofd beloofde gemeld vermeld gemeend vindt verwacht stelde " +
    "sa sade sager sagt skrev skriver skrivit fragade fragar fragat bestamde beslutade bestamt beslutat vill ville bad " +
    "bett ber foreslog foreslagit bekraftade bekraftat lovade lovat svarade svarat namnde namnt tycker delade",
);
/** Of these, what stands before its subject: "dijo Lena", "sagte Lena", but not "tell Lena". */
const before = set(
  "sagte sagt schrieb schreibt fragte entschied meinte meint bat wollte will bestatigte versprach erwahnte gesagt " +
    "dit ecrit demande decide confirme promis annonce propose repondu mentionne " +
    "dijo dice escribio pregunto decidio quiere pidio propuso confirmo prometio anuncio respondio contesto menciono " +
    "comento piensa dicho escrito " +
    "disse diz escreveu perguntou decidiu quer pediu confirmou prometeu anunciou respondeu mencionou comentou " +
    "detto scritto chiesto deciso proposto confermato promesso annunciato risposto vuole chiede " +
    "zei zegt schreef vroeg besloot wil bevestigde beloofde vindt sa sade skrev fragade bestamde beslutade bad ville " +
    "foreslog bekraftade lovade svarade namnde tycker",
);
/** The same with an infinitive between: "ha chiesto di fare Mira". */
const asked = set("chiesto pedido demande detto pidio");
const who = set("who whom wer qui quien quienes quem chi vem");
/** Names that share a word and are told apart: so many "Ana" make it no name but a word. */
const mostAlike = 100;
/** Words from a name to what its bearer did. */
const reach = 7;

interface Known {
  name: string;
  words: string[];
}

/** What is known, by each word that a name can be called by. */
function byWord(people: readonly string[]): Map<string, Known[]> {
  const found = new Map<string, Known[]>();
  for (const name of people) {
    const words = nameWords(name);
    for (const word of new Set(words)) {
      if (word.length < 2) continue;
      const list = found.get(word);
      if (list && list.length < mostAlike) list.push({ name, words });
      else if (!list) found.set(word, [{ name, words }]);
    }
  }
  return found;
}

/** A name in the prompt and whom it fits. */
export interface FoundName {
  text: string;
  /** Several: it is ambiguous; none: nobody is known by it. */
  candidates: string[];
}

/**
 * The people whom a prompt names as authors: "from Mira", "what did Mira say", "Mira's messages",
 * "@mira". Whom something is to or about is left to the search.
 */
export function authorsIn(tokens: readonly NameToken[], people: readonly string[]): FoundName[] {
  const known = byWord(people);
  const found: FoundName[] = [];
  const asksWho = tokens.some((token, at) => at < 3 && token.breaks && who.has(token.folded));
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    const handle = token?.text.startsWith("@") ?? false;
    const hit = token && nameAt(tokens, at, handle, known);
    if (!hit) {
      if (token && handle) found.push({ text: token.text.slice(1), candidates: [] });
      at++;
      continue;
    }
    const next = at + hit.length;
    if (handle || !asksWho && isAuthor(tokens, at, next)) {
      const text = tokens.slice(at, next).map((word) => word.text).join(" ").replace(/^@/, "");
      found.push({ text, candidates: hit.names });
    }
    at = next;
  }
  return found;
}

/** The most words of a known name that stand here, and whose they are; exact names before others. */
function nameAt(
  tokens: readonly NameToken[],
  at: number,
  handle: boolean,
  known: ReadonlyMap<string, Known[]>,
): { length: number; names: string[] } | null {
  const first = tokens[at]?.folded.replace(/^@/, "") ?? "";
  const joined = handle ? first.split(/[._-]/) : [];
  const candidates = known.get(first) ?? known.get(joined[0] ?? "") ?? [];
  let length = 0;
  let best: { name: string; exact: boolean }[] = [];
  for (const { name, words } of candidates) {
    const start = words.indexOf(first);
    let count = 1;
    while (
      start >= 0 && words[start + count] !== undefined &&
      tokens[at + count]?.folded === words[start + count] && !tokens[at + count]?.breaks
    ) count++;
    // "@mira.sand" is the whole name in one word.
    const whole = joined.length > 1 && joined.every((word) => words.includes(word));
    if (start < 0 && !whole) continue;
    if (count > length) [length, best] = [count, []];
    if (count === length) best.push({ name, exact: whole || count === words.length });
  }
  if (length === 0) return null;
  const exact = best.filter((match) => match.exact);
  const names = (exact.length > 0 ? exact : best).map(({ name }) => name);
  return { length, names: [...new Set(names)] };
}

function isAuthor(tokens: readonly NameToken[], at: number, next: number): boolean {
  const last = tokens[next - 1];
  if (last?.possessive) return written.has(tokens[next]?.folded ?? "");
  let lead = at - 1;
  if (tokens[at]?.breaks) lead = -1;
  // "a Priya", "o Jonas", "de la Mira"
  if (lead > 0 && between.has(word(tokens, lead)) && !by.has(word(tokens, lead))) {
    if (of.has(word(tokens, lead)) && written.has(word(tokens, lead - 1))) return true;
    if (!tokens[lead]?.breaks) lead--;
  }
  const led = word(tokens, lead);
  if (led !== "" && by.has(led)) return true;
  if (of.has(led) && (written.has(word(tokens, lead - 1)) || written.has(word(tokens, lead - 2)))) {
    return true;
  }
  if (led !== "" && before.has(led)) return true;
  if (asked.has(word(tokens, lead - 2)) || asked.has(word(tokens, lead - 1))) {
    return word(tokens, next) === "" || tokens[next]?.breaks === true;
  }
  if (toward.has(led)) return led === "and" && isAuthor(tokens, lead - 1, lead);
  for (let after = next; after < Math.min(next + reach, tokens.length); after++) {
    if (tokens[after]?.breaks) return false;
    if (does.has(word(tokens, after))) return true;
  }
  return false;
}

function word(tokens: readonly NameToken[], at: number): string {
  return at < 0 ? "" : tokens[at]?.folded ?? "";
}
