/** What of a message is read, by people and by models. */
import { channelLabel, firstName, type SlackChannel, type SlackDirectory } from "./directory.ts";
import type { SlackMessage } from "./message.ts";
import { readableText } from "./mrkdwn.ts";
import { allWords, writtenWords } from "./words.ts";

/** The author's name as far as anything names them, else their id. */
export function authorOf(message: SlackMessage, directory: SlackDirectory): string {
  const userId = message.user ?? message.comment?.user ?? null;
  const { user_profile: profile, bot_profile: bot, bot_id: botId } = message;
  return (userId ? directory.users.get(userId) : undefined) ??
    firstName(profile?.display_name, profile?.real_name, profile?.name) ??
    firstName(message.username, bot?.name) ??
    (botId ? directory.users.get(botId) : undefined) ??
    firstName(userId, botId) ??
    "unknown";
}

/** Whether files came with the message. */
export function hasFiles(message: SlackMessage): boolean {
  return message.subtype === "file_share" || Boolean(message.file) ||
    (message.files ?? []).length > 0;
}

/** What the author wrote, readable; null where there is nothing but files and attachments. */
export function bodyText(message: SlackMessage, directory: SlackDirectory): string | null {
  return readableText(writtenWords(message), directory).trim() || null;
}

/**
 * The text to embed and to quote: the readable message, then titles, names and words of its files,
 * then its attachments. Quoted lines begin with "> ". Never blank: where a message has no words it
 * says who sent what, and where.
 */
export function embeddingText(
  message: SlackMessage,
  channel: SlackChannel,
  directory: SlackDirectory,
): string {
  const text = readableText(allWords(message), directory).trim();
  if (text !== "") return text;
  const what = hasFiles(message) || message.attachments?.length ? "Attachment" : "Message";
  return `${what} from ${authorOf(message, directory)} in ${channelLabel(channel)}`;
}
