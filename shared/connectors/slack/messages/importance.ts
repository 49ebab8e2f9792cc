import { addressingWords } from "./words.ts";
import { mentionsEveryone, mentionsUser } from "./mrkdwn.ts";
import type { SlackChannel } from "./directory.ts";
import type { SlackMessage } from "./message.ts";

/**
 * How much a message is likely to matter to one person, 0 to 100. Everything starts at 20; then
 * - 40 when it mentions the person, 20 when it reaches them in a direct or group message
 * - 15 when it calls everyone (@here, @channel)
 * - 3 a reply, up to 15, and 2 a reaction, up to 10: others found it worth an answer
 * - minus 10 when a bot wrote it.
 * It ranks and never filters.
 */
export function importanceOf(
  message: SlackMessage,
  channel: SlackChannel,
  ownUserId?: string,
): number {
  const text = addressingWords(message);
  const reactions = (message.reactions ?? []).reduce((sum, { count }) => sum + (count ?? 1), 0);
  let score = 20;
  if (ownUserId !== undefined && mentionsUser(text, ownUserId)) score += 40;
  else if (channel.kind !== "channel") score += 20;
  if (mentionsEveryone(text)) score += 15;
  score += Math.min(15, 3 * (message.reply_count ?? 0));
  score += Math.min(10, 2 * reactions);
  if (message.bot_id || message.subtype === "bot_message") score -= 10;
  return Math.min(100, Math.max(0, Math.round(score)));
}
