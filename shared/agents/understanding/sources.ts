import type { Source } from "../../contracts/events.ts";

/**
 * What people call each source, in the languages that prompts are read in. A name alone is a topic
 * ("the Slack integration"); these say what may stand for the source itself.
 */
const NAMES: Readonly<Record<Source, string>> = {
  slack: "slack",
  telegram: "telegram|tg",
  outlook:
    "outlook|e-?mails?|mails?|inbox|mailbox|postfach|posteingang|nachrichten im postfach|courriels?|" +
    "bo[iî]te de r[eé]ception|correos?|correo electr[oó]nico|bandeja de entrada|caixa de entrada|" +
    "posta(?: elettronica)?|posta in arrivo|postvak(?: in)?",
  calendar:
    "calendars?|meetings?|appointments?|kalender|termine?|besprechungen|calendrier|r[eé]unions|" +
    "rendez-vous|calendario|reuniones|citas|calend[aá]rio|reuni[oõ]es|riunioni|appuntamenti|" +
    "agenda|afspraken|vergaderingen",
};

/** Words that put a source before us as where something lies. */
const BEFORE =
  "in|on|from|via|over|through|across|within|inside|at|auf|aus|bei|im|vom|von|aus dem|über|dans|sur|" +
  "depuis|de|des|du|mes|en|desde|por|mis|no|na|nos|nas|em|do|da|dos|das|meus|minhas|su|nella?|nei|dal|" +
  "dalla?|sul|sulla|miei|mie|op|uit|van|mijn|and|or|und|oder|et|ou|y|e|o|of|only|nur|just|my|our|all|" +
  "the|new|unread|recent|latest|meine[nm]?|mein|alle|neue[nm]?|ungelesene[nm]?|seulement|solo|sólo|" +
  "apenas|só|alleen|check|read|summari[sz]e|riassumi|fasse|r[eé]sum[ea]|samenvat|search|any|which|what|no|today'?s|yesterday'?s";
/** Words of which a source's name before them only says which kind. */
const CONTENT =
  "messages?|chats?|channels?|dms?|threads?|conversations?|posts?|inbox|mails?|e-?mails?|" +
  "nachrichten|unterhaltungen|kanäle|conversaciones|mensajes|mensagens|messaggi|berichten|discussions?";
/** What makes of a source's name the name of something else. */
const TOPIC =
  "integrations?|apps?|apis?|bots?|connectors?|exports?|imports?|migrations?|outages?|incidents?|" +
  "plugins?|plug-ins?|webhooks?|tokens?|workspaces?|accounts?|servers?|clients?|templates?|campaigns?|" +
  "address(?:es)?|notifications?|settings?|invites?|invitations?|links?|rooms?|notes|minutes|room|" +
  "license|licence|pricing|contract|vendor|rollout|update|version|integration|provider|domain";

interface Cue {
  source: Source;
  pattern: RegExp;
}

/** Nouns that are places of reading by themselves, without a word before them. */
const PLURAL: Readonly<Partial<Record<Source, string>>> = {
  outlook: "e-?mails|mails|inbox|courriels|correos|posteingang|postfach",
  calendar:
    "meetings|appointments|termine|besprechungen|reuniones|reuni[oõ]es|riunioni|appuntamenti",
};

const CUES: readonly Cue[] = Object.entries(NAMES).flatMap(([name, words]): Cue[] => {
  const source = name as Source;
  const notTopic = `(?![\\p{L}\\p{N}-])(?! (?:${TOPIC})(?![\\p{L}\\p{N}]))`;
  const plural = PLURAL[source];
  return [
    {
      source,
      pattern: new RegExp(
        `(?<![\\p{L}\\p{N}-])(?:${BEFORE}) (?:(?:my|the|our|meine[nmr]?|mein|der|dem|den|die|das|mon|ma|mes|la|` +
          `le|les|mi|mis|el|los|il|lo|i|mio|mia|mijn|de|het|o|a|os|as|meu|minha) )?(?:${words})${notTopic}`,
        "iu",
      ),
    },
    {
      source,
      pattern: new RegExp(
        `(?<![\\p{L}\\p{N}-])(?:${words})[ -](?:${CONTENT})(?![\\p{L}\\p{N}])`,
        "iu",
      ),
    },
    ...(plural === undefined ? [] : [{
      source,
      pattern: new RegExp(`(?<![\\p{L}\\p{N}-])(?:${plural})${notTopic}`, "iu"),
    }]),
  ];
});

/**
 * The sources that a prompt names as where to look: "in Slack", "my unread mails", "aus dem
 * Posteingang". Undefined where it names none, which means all.
 *
 * @param prompt white space is expected to be collapsed
 */
export function sourcesNamed(prompt: string): Source[] | undefined {
  const found = new Set(
    CUES.filter(({ pattern }) => pattern.test(prompt)).map(({ source }) => source),
  );
  return found.size > 0 ? [...found] : undefined;
}
