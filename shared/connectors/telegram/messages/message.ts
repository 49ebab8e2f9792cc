/** What is used of a message as Telegram sends it (`plain.ts`); constructors stand in `_`. */
import { z } from "zod";

const optionalText = z.string().nullish().catch(null);
const optionalNumber = z.number().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

export const PeerName = z.discriminatedUnion("_", [
  z.object({ _: z.literal("PeerUser"), userId: z.string() }),
  z.object({ _: z.literal("PeerChat"), chatId: z.string() }),
  z.object({ _: z.literal("PeerChannel"), channelId: z.string() }),
]);
export type PeerName = z.infer<typeof PeerName>;

const optionalPeer = PeerName.nullish().catch(null);

/** A stretch of the text, in UTF-16 code units, and what it is. */
const Entity = z.object({
  _: z.string(),
  offset: z.number(),
  length: z.number(),
  url: optionalText,
});
export type Entity = z.infer<typeof Entity>;

const TextWithEntities = z.object({ text: z.string() });

/** Media of every kind; `_` tells which fields are meant. */
const Media = z.object({
  _: z.string(),
  ttlSeconds: optionalNumber,
  document: z.object({
    mimeType: optionalText,
    attributes: z.array(z.object({
      _: z.string(),
      fileName: optionalText,
      voice: flag,
      roundMessage: flag,
      duration: optionalNumber,
      title: optionalText,
      performer: optionalText,
      alt: optionalText,
    })).catch([]),
  }).nullish().catch(null),
  webpage: z.object({ title: optionalText, description: optionalText }).nullish().catch(null),
  poll: z.object({
    question: TextWithEntities,
    answers: z.array(z.object({ text: TextWithEntities })),
  }).nullish().catch(null),
  title: optionalText,
  address: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  emoticon: optionalText,
});
export type Media = z.infer<typeof Media>;

/** A message that somebody wrote. */
export const Message = z.object({
  _: z.literal("Message"),
  id: z.int().positive(),
  /** Seconds since 1970. */
  date: z.int(),
  peerId: PeerName,
  fromId: optionalPeer,
  message: z.string(),
  out: flag,
  mentioned: flag,
  post: flag,
  postAuthor: optionalText,
  entities: z.array(Entity).nullish().catch(null),
  // Without it nobody knows whether the message may be stored at all.
  media: Media.nullish(),
  fwdFrom: z.object({
    date: optionalNumber,
    fromId: optionalPeer,
    fromName: optionalText,
  }).nullish().catch(null),
  replyTo: z.object({
    replyToMsgId: optionalNumber,
    replyToTopId: optionalNumber,
    forumTopic: flag,
    /** Where the message that is answered stands in another chat. */
    replyToPeerId: optionalPeer,
  }).nullish().catch(null),
  replies: z.object({ replies: z.number(), comments: flag }).nullish().catch(null),
  groupedId: optionalText,
  editDate: optionalNumber,
  /** Seconds until every copy disappears, from `date`. */
  ttlPeriod: optionalNumber,
});
export type Message = z.infer<typeof Message>;

/** Anything that stands where a message may: service messages and empty ones too. */
export const MessageLike = z.looseObject({ _: z.string(), id: z.int() });
export type MessageLike = z.infer<typeof MessageLike>;

/** "user:7001", "chat:5", "channel:50": a chat's name within an account, and its resource. */
export function chatKey(peer: PeerName): string {
  if (peer._ === "PeerUser") return `user:${peer.userId}`;
  return peer._ === "PeerChat" ? `chat:${peer.chatId}` : `channel:${peer.channelId}`;
}
