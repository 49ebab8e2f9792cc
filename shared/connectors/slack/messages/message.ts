/**
 * A Slack message as the API and exports write it. Only `ts` is demanded: twenty years of clients
 * and bots wrote the rest, so a field of an unexpected type counts as absent, unknown fields are
 * kept, and nothing but a missing identity loses a message.
 */
import { z } from "zod";
import { isSlackTs } from "./timestamps.ts";

const lenient = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const optionalText = lenient(z.string());
const optionalCount = lenient(z.number().min(0));
const optionalFlag = lenient(z.boolean());
const anyList = lenient(z.array(z.unknown()));

/** A list in which an entry of the wrong type stands as an empty one. */
const listOf = <T extends z.ZodObject>(entry: T) =>
  lenient(
    z.array(z.unknown().transform((value) => entry.safeParse(value).data ?? entry.parse({}))),
  );

const Author = z.looseObject({
  name: optionalText,
  display_name: optionalText,
  real_name: optionalText,
});

const File = z.looseObject({
  name: optionalText,
  title: optionalText,
  alt_txt: optionalText,
  /** Mails that were sent to a conversation. */
  subject: optionalText,
  plain_text: optionalText,
  /** The beginning of a snippet or post. */
  preview: optionalText,
  preview_plain_text: optionalText,
  /** What was said in a voice or video clip. */
  transcription: lenient(z.looseObject({
    preview: lenient(z.looseObject({ content: optionalText })),
  })),
  initial_comment: lenient(z.looseObject({ comment: optionalText })),
});
export type SlackFile = z.infer<typeof File>;

/** What a bot attached, what Slack unfurled from a link, or a message that was shared. */
const Attachment = z.looseObject({
  pretext: optionalText,
  title: optionalText,
  text: optionalText,
  fallback: optionalText,
  author_name: optionalText,
  is_msg_unfurl: optionalFlag,
  is_share: optionalFlag,
  is_reply_unfurl: optionalFlag,
  fields: listOf(z.looseObject({ title: optionalText, value: optionalText })),
  actions: listOf(z.looseObject({ text: optionalText })),
  blocks: anyList,
  message_blocks: anyList,
  files: listOf(File),
});
export type SlackAttachment = z.infer<typeof Attachment>;

const Reaction = z.looseObject({ count: optionalCount });

export const SlackMessage = z.looseObject({
  ts: z.string().refine(isSlackTs),
  thread_ts: lenient(z.string().refine(isSlackTs)),
  subtype: optionalText,
  user: optionalText,
  user_profile: lenient(Author),
  bot_id: optionalText,
  bot_profile: lenient(Author),
  username: optionalText,
  text: optionalText,
  // One `file` and a `comment` until 2018, a list of `files` since.
  file: lenient(File),
  files: listOf(File),
  comment: lenient(z.looseObject({ user: optionalText, comment: optionalText })),
  attachments: listOf(Attachment),
  blocks: anyList,
  reactions: listOf(Reaction),
  reply_count: optionalCount,
  edited: lenient(z.looseObject({ ts: z.string().refine(isSlackTs) })),
});
export type SlackMessage = z.infer<typeof SlackMessage>;
