/** What of a message is words, as mrkdwn: its text, blocks, files and attachments, each said once. */
import { blocksText } from "./blocks.ts";
import { escapeEntities } from "./entities.ts";
import type { SlackAttachment, SlackFile, SlackMessage } from "./message.ts";
import { quoted } from "./rich_text.ts";

/** What apps and Slack write for clients and notifications that show no blocks. */
const STAND_IN =
  /^[\s[(*_]*(?:this (?:content|message) (?:can.?t|cannot|could not) be displayed|no (?:preview|text|fallback|content)(?: available)?|this message (?:contains|was sent with) (?:interactive|blocks?|rich).*|unsupported (?:content|message|block).*|(?:you have )?(?:a )?new (?:message|notification)|notification|fallback(?: text)?|untitled)[\s\])*_.!…]*$/i;

/** The message's own words, without files and attachments; empty where those stand in for them. */
export function writtenWords(message: SlackMessage): string {
  const written = chosen(blockQuotes(message.text ?? ""), message.blocks ?? []) ||
    (message.comment?.comment?.trim() ?? "");
  return STAND_IN.test(written) && enclosedWords(message).length > 0 ? "" : written;
}

/**
 * Own words and those of what an app attached, but not of shared messages: what is in there was said
 * by others, elsewhere, and addresses nobody here.
 */
export function addressingWords(message: SlackMessage): string {
  const attached = (message.attachments ?? []).filter((attachment) => !isShared(attachment));
  return unique([writtenWords(message), ...attached.map(attachmentWords)]).join("\n");
}

/** All words: the written ones, then what files and attachments say. */
export function allWords(message: SlackMessage): string {
  return unique([writtenWords(message), ...enclosedWords(message)]).join("\n");
}

/** What files and attachments say, each by itself. */
function enclosedWords(message: SlackMessage): string[] {
  const files = [message.file ?? {}, ...(message.files ?? [])].map(fileWords);
  const attachments = (message.attachments ?? []).map((attachment) =>
    isShared(attachment) ? sharedWords(attachment) : attachmentWords(attachment)
  );
  return unique([...files, ...attachments]);
}

/**
 * Of a text and the layout beside it, what a client shows: the layout, the text being a stand-in for
 * notifications. Where one says all that the other does, it is taken alone; where the layout has
 * nothing but buttons and pictures, both.
 */
function chosen(text: string, blocks: readonly unknown[]): string {
  const written = text.trim();
  const { all, prose } = blocksText(blocks);
  if (all.trim() === "" || written === "") return written || all.trim();
  if (STAND_IN.test(written)) return all;
  const [inText, inBlocks] = [wordCounts(written), wordCounts(all)];
  if (contains(inText, inBlocks)) return written;
  if (contains(inBlocks, inText) || prose.trim() !== "") return all;
  return `${written}\n${all}`;
}

function attachmentWords(attachment: SlackAttachment): string {
  const { pretext, title, text, fallback, fields, actions, message_blocks, blocks } = attachment;
  const layout = [...blocks ?? [], ...message_blocks ?? []];
  const said = unique([
    pretext,
    title,
    chosen(blockQuotes(text ?? ""), layout),
    ...(fields ?? []).map((field) => unique([field.title, field.value]).join(": ")),
    ...(attachment.files ?? []).map(fileWords),
    (actions ?? []).map((action) => action.text ?? "").filter((label) => label !== "").join(" | "),
  ]);
  return (said.length > 0 ? said : unique([fallback]).filter((words) => !STAND_IN.test(words)))
    .join("\n");
}

/** A message from elsewhere, marked as a quote under its author's name. */
function sharedWords(attachment: SlackAttachment): string {
  const words = attachmentWords(attachment);
  const author = attachment.author_name?.trim();
  if (words === "") return "";
  return quoted(author ? `${escapeEntities(author)}: ${words}` : words);
}

function isShared({ is_msg_unfurl, is_share, is_reply_unfurl, message_blocks }: SlackAttachment) {
  return Boolean(is_msg_unfurl || is_share || is_reply_unfurl || message_blocks?.length);
}

function fileWords(file: SlackFile): string {
  const heading = unique([file.title, file.name]).join(" ");
  const contents = [
    file.initial_comment?.comment,
    file.subject,
    file.plain_text ?? file.preview_plain_text ?? file.preview,
    file.transcription?.preview?.content,
    file.alt_txt,
  ].map((text) => escapeEntities(text ?? ""));
  return unique([heading, ...contents]).join("\n");
}

/** `>>>` quotes all that follows: each line gets the mark that single lines have. */
function blockQuotes(text: string): string {
  const start = /^(?:&gt;|>){3}[ \t]*/m.exec(text);
  if (start === null || text.slice(0, start.index).split("```").length % 2 === 0) return text;
  return text.slice(0, start.index) + quoted(text.slice(start.index + start[0].length));
}

/** How often each word occurs; labels of mentions do not count, the ids say it. */
function wordCounts(mrkdwn: string): Map<string, number> {
  const bare = mrkdwn.replace(/<([@#!][^|<>]*)\|[^<>]*>/g, "<$1>").replace(/&(?:amp|lt|gt);/g, " ");
  const counts = new Map<string, number>();
  for (const [word] of bare.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function contains(whole: ReadonlyMap<string, number>, part: ReadonlyMap<string, number>): boolean {
  return [...part].every(([word, count]) => (whole.get(word) ?? 0) >= count);
}

function unique(parts: readonly (string | null | undefined)[]): string[] {
  const said = parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");
  return [...new Set(said)];
}
