/** What is used of Slack's answers. Messages are parsed one by one, so that a strange one costs itself. */
import { z } from "zod";
import { SlackUser } from "../messages/directory.ts";

const nextCursor = z.object({ next_cursor: z.string().default("") }).default({ next_cursor: "" })
  .catch({ next_cursor: "" });

export const HistoryAnswer = z.object({
  messages: z.array(z.unknown()),
  has_more: z.boolean().default(false),
  response_metadata: nextCursor,
});

export const Conversation = z.object({
  id: z.string().min(1),
  name: z.string().nullish().catch(null),
  user: z.string().nullish().catch(null),
  is_im: z.boolean().default(false).catch(false),
  is_mpim: z.boolean().default(false).catch(false),
  is_private: z.boolean().default(false).catch(false),
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationsAnswer = z.object({
  channels: z.array(Conversation),
  response_metadata: nextCursor,
});

export const UsersAnswer = z.object({
  members: z.array(SlackUser),
  response_metadata: nextCursor,
});

export const UserAnswer = z.object({ user: SlackUser });

const Match = z.object({
  ts: z.string(),
  channel: z.object({ id: z.string() }),
  permalink: z.string().default("").catch(""),
});

export const SearchAnswer = z.object({
  messages: z.object({
    matches: z.array(z.unknown()).transform((found) =>
      found.flatMap((match) => Match.safeParse(match).data ?? [])
    ),
    paging: z.object({ page: z.number(), pages: z.number() }),
  }),
});

/** What a message says of itself as a root. */
export const RootFacts = z.object({
  ts: z.string(),
  reply_count: z.number().optional().catch(undefined),
  latest_reply: z.string().optional().catch(undefined),
});
