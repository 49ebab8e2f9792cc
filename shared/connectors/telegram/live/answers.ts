/** Telegram's answers, as far as they are used. */
import { z } from "zod";
import { PeerName } from "../messages/message.ts";
import { Around } from "../messages/names.ts";
import { UpdatesCursor } from "./cursors.ts";

export const State = UpdatesCursor;

const news = {
  ...Around.shape,
  newMessages: z.array(z.unknown()),
  otherUpdates: z.array(z.unknown()),
};

/** updates.getDifference */
export const Difference = z.discriminatedUnion("_", [
  z.object({ _: z.literal("updates.DifferenceEmpty"), date: z.int() }),
  z.object({ _: z.literal("updates.Difference"), ...news, state: State }),
  z.object({ _: z.literal("updates.DifferenceSlice"), ...news, intermediateState: State }),
  z.object({ _: z.literal("updates.DifferenceTooLong"), pts: z.int() }),
]);
export type Difference = z.infer<typeof Difference>;

/** updates.getChannelDifference */
export const ChannelDifference = z.discriminatedUnion("_", [
  z.object({ _: z.literal("updates.ChannelDifferenceEmpty"), pts: z.int() }),
  z.object({
    _: z.literal("updates.ChannelDifference"),
    ...news,
    pts: z.int(),
    final: z.boolean().nullish(),
  }),
  z.object({ _: z.literal("updates.ChannelDifferenceTooLong") }),
]);

/** messages.getHistory, messages.getMessages and channels.getMessages */
export const Messages = z.object({
  _: z.string(),
  ...Around.shape,
  messages: z.array(z.unknown()),
  /** A channel's position at this moment. */
  pts: z.int().nullish(),
});

/** messages.getDialogs; a folder among them names no chat. */
export const Dialogs = z.object({
  _: z.string(),
  ...Around.shape,
  dialogs: z.array(z.object({
    _: z.string(),
    peer: PeerName,
    topMessage: z.int(),
    pts: z.int().nullish(),
  })),
  messages: z.array(z.unknown()),
});
export type Dialogs = z.infer<typeof Dialogs>;
