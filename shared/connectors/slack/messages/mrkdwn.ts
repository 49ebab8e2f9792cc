/**
 * Slack's mrkdwn made readable. In it `<`, `>` and `&` occur only as control sequences
 * (`<@U1>`, `<https://…|label>`) and entities (`&lt;`); a literal one is always an entity.
 */
import { slackDate } from "./dates.ts";
import type { SlackDirectory } from "./directory.ts";
import { decodeEntities } from "./entities.ts";

// A label may run over lines, what it stands for may not.
const SEQUENCE_OR_ENTITY = /<([^<>\n|]*(?:\|[^<>]*)?)>|&(?:amp|lt|gt);/g;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * What a person sees in Slack: "@Mira", "#launch", "label (https://…)", entities decoded once; code
 * and emphasis marks stay. An unknown id stays readable ("@U123"), and what is no control sequence
 * of Slack's stays as it is. Total: never throws.
 */
export function readableText(text: string, names: SlackDirectory): string {
  // One pass: an inserted name or a decoded entity is never read again as markup.
  return text.replace(SEQUENCE_OR_ENTITY, (match, sequence: string | undefined) => {
    if (sequence === undefined) return decodeEntities(match);
    return readableSequence(sequence, names) ?? match;
  });
}

/** Whether the text mentions this user. */
export function mentionsUser(text: string, userId: string): boolean {
  return text.includes(`<@${userId}>`) || text.includes(`<@${userId}|`);
}

/** Whether the text calls a whole conversation: @here, @channel or @everyone. */
export function mentionsEveryone(text: string): boolean {
  return /<!(?:here|channel|everyone|group)(?:\|[^<>]*)?>/.test(text);
}

function readableSequence(sequence: string, names: SlackDirectory): string | undefined {
  const bar = sequence.indexOf("|");
  const target = bar === -1 ? sequence : sequence.slice(0, bar);
  const label = bar === -1
    ? ""
    : decodeEntities(sequence.slice(bar + 1)).replace(/\s+/g, " ").trim();
  const id = target.slice(1);
  if (id !== "" && target.startsWith("@")) {
    return `@${names.users.get(id) ?? unprefixed(label, "@", id)}`;
  }
  if (id !== "" && target.startsWith("#")) {
    return `#${names.channels.get(id) ?? unprefixed(label, "#", id)}`;
  }
  if (id !== "" && target.startsWith("!")) return readableCommand(id, label, names);
  if (SCHEME.test(target)) return readableLink(decodeEntities(target), label);
  // Only a control sequence has a bar: a link that lost its scheme is still one.
  const isAddress = /^(?:\/\S*|[^\s@]+\.[^\s@]+)$/.test(target);
  return label !== "" && isAddress ? readableLink(decodeEntities(target), label) : undefined;
}

function readableCommand(
  command: string,
  label: string,
  names: SlackDirectory,
): string | undefined {
  const [name = "", argument = "", format = ""] = command.split("^", 3);
  if (name === "subteam") {
    return `@${names.groups?.get(argument) ?? unprefixed(label, "@", argument)}`;
  }
  if (["here", "channel", "everyone", "group"].includes(name)) return `@${name}`;
  if (name === "date") return label || slackDate(argument, decodeEntities(format), names.timeZone);
  // What Slack may add later; a comment in HTML is none of its commands.
  return label || (/^[a-z][\w-]*$/i.test(name) ? `@${name}` : undefined);
}

function readableLink(url: string, label: string): string {
  if (/^(?:mailto|tel):/i.test(url)) {
    const address = url.replace(SCHEME, "");
    return label === "" || label === address ? address : `${label} (${address})`;
  }
  // Slack links what looks like an address and labels it with what was typed.
  const typed = url.replace(/^[a-z]+:\/\//i, "").replace(/\/$/, "");
  const redundant = label === "" || label.replace(/^[a-z]+:\/\//i, "").replace(/\/$/, "") === typed;
  return redundant ? url : `${label} (${url})`;
}

function unprefixed(label: string, prefix: string, id: string): string {
  return (label.startsWith(prefix) ? label.slice(prefix.length) : label) || id;
}
