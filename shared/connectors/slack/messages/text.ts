/** What of a message is read, by people and by models. */
import { blocksText } from "./blocks.ts";
import { channelLabel, firstName, type SlackChannel, type SlackDirectory } from "./directory.ts";
import { readableText } from "./mrkdwn.ts";
import type { SlackMessage } from "./message.ts";

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

/**
 * The text to embed and to quote: the readable message, then titles and names of its files, then its
 * attachments. Never blank: where a message has no words it says who sent what, and where.
 */
export function embeddingText(
  message: SlackMessage,
  channel: SlackChannel,
  directory: SlackDirectory,
): string {
  const written = message.text?.trim() || blocksText(message.blocks ?? []);
  const files = [message.file ?? {}, ...(message.files ?? [])].map((file) =>
    unique([file.title, file.name]).join(" ")
  );
  const attachments = (message.attachments ?? []).map((attachment) => {
    const { pretext, title, text, fallback } = attachment;
    const said = unique([pretext, title, text]);
    return (said.length > 0 ? said : unique([fallback])).join("\n");
  });
  const text = readableText(unique([written, ...files, ...attachments]).join("\n"), directory)
    .trim();
  if (text !== "") return text;
  const what = hasFiles(message) || message.attachments?.length ? "Attachment" : "Message";
  return `${what} from ${authorOf(message, directory)} in ${channelLabel(channel)}`;
}

function unique(parts: readonly (string | null | undefined)[]): string[] {
  const said = parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");
  return [...new Set(said)];
}
