import { Source } from "../../contracts/events.ts";
import { plainWords } from "./plain_words.ts";

const set = (words: string) => new Set(words.split(" "));

/** What people call each source, in plain words of eight languages. */
const names: ReadonlyMap<string, Source> = new Map([
  ...named("slack", "slack"),
  ...named("telegram", "telegram tg"),
  ...named(
    "outlook",
    "outlook email emails e-mail e-mails mail mails inbox mailbox postfach posteingang courriel courriels correo correos " +
      "posta postvak mejl mejlen mejlkorg inkorg inkorgen epost e-post messagerie",
  ),
  ...named(
    "calendar",
    "calendar calendars meetings appointments kalender kalendern termine besprechungen calendrier reunions reuniones " +
      "citas calendario reunioes riunioni appuntamenti agenda afspraken vergaderingen moten",
  ),
]);
/** Those that are read by themselves, without a word before them; others may be the name of a topic. */
const bare = set(
  "emails e-mails mails inbox courriels correos mejl posteingang postfach meetings appointments termine besprechungen " +
    "reuniones reunioes riunioni appuntamenti afspraken vergaderingen",
);
/** Where people write to each other as well, but nothing is read from. */
const foreign = set(
  "whatsapp discord gmail signal imessage sms messenger facebook instagram wechat viber mattermost zoom linkedin " +
    "threema matrix skype jira trello notion asana",
);

/** Words that put a source before us as where something lies. */
const before = set(
  "in on from via over through across within inside at check read search only just my our new unread recent latest any " +
    "all and or of the summarize summarise recap today's yesterday's no use " +
    "auf aus bei im vom von uber meine meinen meinem meiner mein alle neue neuen ungelesene ungelesenen und oder nur im " +
    "dans sur depuis de du des mes mon ma et ou seulement resume " +
    "en desde por mis mi del y o solo resumen " +
    "no na nos nas em do da dos das meus minhas meu minha e so apenas " +
    "su nel nella nei sul sulla dal dalla miei mie mio mia solo riassumi " +
    "op uit van mijn alleen alle nieuwe " +
    "i pa fran mina min mitt dagens nya bara och",
);
const article = set(
  "the my our der dem den die das meine meinen meinem la le les el los il lo i gli las os as o a het de mijn mis mes mie miei meus minhas mina mitt",
);
/** Words that a source's name says the kind of: "Slack messages", "messages Telegram". */
const content = set(
  "message messages chat chats channel channels dm dms thread threads conversation conversations post posts inbox " +
    "summary recap digest overview nachrichten unterhaltungen kanale conversaciones mensajes mensagens conversas " +
    "messaggi berichten discussion discussions discussioni meddelanden today yesterday since last this heute gestern",
);
/** What makes of a source's name the name of something else. */
const topic = set(
  "integration integrations integrationen integracion integracao integrazione integratie integrationer app apps api apis " +
    "bot bots connector connectors export exports import imports migration migracion migracao migrazione outage outages " +
    "incident incidents plugin plugins webhook webhooks token tokens workspace workspaces account accounts konto cuenta " +
    "compte conta server servers client clients template templates campaign campaigns address addresses adresse " +
    "notification notifications setting settings invite invites invitation invitations link links room rooms notes " +
    "minutes license licence lizenz licencia licenca licenza pricing contract vendor rollout update version provider " +
    "domain password subscription plan huddle emoji status command kampagne vertrag signature provider ausfall",
);
const linking = set(
  "with com con avec mit med met de du di da do von van of for fur per para the o a el la le il lo",
);
const except = set(
  "except excluding but without not besides ausser ohne nicht sauf excepte excepto menos sin exceto fora tranne eccetto escluso behalve zonder utom forutom",
);

/** Where a prompt wants to be looked for. */
export interface NamedSources {
  /** Null: it names none, which means all. Empty: what it names is none of ours. */
  sources: Source[] | null;
  /** What it names that is none of ours, as the prompt has it. */
  foreign: string[];
}

function named(source: Source, words: string): [string, Source][] {
  return words.split(" ").map((word) => [word, source]);
}

/**
 * The sources that a prompt names as where to look: "in Slack", "my unread mails", "aus dem
 * Posteingang", "everything but email". A source's name alone can be a topic ("the Slack
 * integration"), and then it is none.
 */
export function sourcesNamed(prompt: string): NamedSources {
  const words = plainWords(prompt).trim().split(" ");
  const found = new Set<Source>();
  const excluded = new Set<Source>();
  const others: string[] = [];
  words.forEach((word, at) => {
    const [name = "", ...rest] = names.has(word) ? [word] : word.split("-");
    const source = names.get(name);
    if (source) {
      if (!isPlace(words, at, word, rest)) return;
      (isExcluded(words, at) ? excluded : found).add(source);
    } else if (isForeign(words, at)) others.push(word);
  });
  if (found.size === 0 && excluded.size > 0) {
    return { sources: Source.options.filter((source) => !excluded.has(source)), foreign: others };
  }
  const named = found.size > 0 || others.length > 0;
  return { sources: named ? [...found] : null, foreign: others };
}

function isPlace(words: string[], at: number, word: string, rest: string[]): boolean {
  if (rest.length > 0) return rest.every((part) => content.has(part));
  if (isTopic(words, at)) return false;
  return at === 0 && words.length < 3 || bare.has(word) || led(words, at) ||
    isExcluded(words, at) ||
    content.has(words[at + 1] ?? "") || content.has(words[at - 1] ?? "");
}

/** "Teams" is a word like another, unless Microsoft's are meant. */
function isForeign(words: string[], at: number): boolean {
  const word = words[at] ?? "";
  if (isTopic(words, at)) return false;
  if (word === "teams") return words[at - 1] === "ms" || words[at - 1] === "microsoft";
  return foreign.has(word) && led(words, at);
}

/** A word that puts it before us, with or without an article between. */
function led(words: string[], at: number): boolean {
  const lead = words[at - 1] ?? "";
  return before.has(lead) || article.has(lead) && before.has(words[at - 2] ?? "");
}

/** "the Slack integration", "la integración de Slack", "integração com o Slack" */
function isTopic(words: string[], at: number): boolean {
  if (topic.has(words[at + 1] ?? "")) return true;
  let back = at - 1;
  while (back > at - 3 && linking.has(words[back] ?? "")) back--;
  return topic.has(words[back] ?? "");
}

function isExcluded(words: string[], at: number): boolean {
  return [1, 2, 3].some((back) => except.has(words[at - back] ?? "")) &&
    !content.has(words[at - 1] ?? "");
}
