/** Which messages nobody said. */
import type { SlackMessage } from "./message.ts";

/**
 * Subtypes that record membership, settings and housekeeping. From Slack's list of message subtypes
 * (https://docs.slack.dev/reference/events/message) and from what its clients write beside it;
 * whatever a conversation's kind with "_" begins is about the conversation.
 */
const RECORDS = new RegExp(
  "^(?:" + [
    "(?:channel|group|mpim|mpdm|im|dm|convo)_.*",
    "(?:un)?pinned_item",
    "bot_(?:add|remove|enable|disable)",
    "app_conversation_.*",
    "reminder_(?:add|delete|complete)",
    "joiner_notification.*",
    "sh_room_.*",
    "(?:tabbed|channel)_canvas_.*",
    "emoji_changed",
    "file_(?:created|changed?|deleted|shared|unshared|public)",
    "(?:external|shared)_channel_.*",
    "ekm_access_denied",
    "message_replied",
    "tombstone",
  ].join("|") + ")$",
);

/** Kinds of speech: without words they are still something that somebody sent. */
const SPEECH = new Set([
  "bot_message",
  "me_message",
  "file_share",
  "file_comment",
  "file_mention",
  "thread_broadcast",
  "reply_broadcast",
  "slackbot_response",
]);

/** What Slack writes where a huddle was held. */
const HUDDLE_NOTICE = /\bhuddle\b/i;

/**
 * Whether the message only records membership, a channel's settings or housekeeping. An unknown
 * subtype is speech where it has words.
 * @param words what is read of the message
 */
export function isRecord(message: SlackMessage, words: string): boolean {
  const subtype = message.subtype ?? "";
  if (RECORDS.test(subtype)) return true;
  if (subtype === "huddle_thread") return words.length < 80 && isNotice(words);
  return subtype !== "" && !SPEECH.has(subtype) && words === "";
}

function isNotice(words: string): boolean {
  return words === "" || HUDDLE_NOTICE.test(words);
}
