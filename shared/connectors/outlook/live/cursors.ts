/** What is remembered of a mailbox between two readings. */
import { z } from "zod";

/** A link of Graph, relative to its address; null: the round begins anew. */
const link = z.string().startsWith("/").nullable();
const round = {
  link,
  /** What it was called when the round began: that is where its items are said to be. */
  name: z.string().optional(),
  /** Whether the last round came to its end: then the link asks for what is new since. */
  ended: z.boolean(),
  /**
   * What its changes called removed. Elsewhere in the mailbox it may have come up again, so each is
   * asked for by its id once everything else was read.
   */
  removed: z.array(z.string()),
};

/** How far one mail folder was read. */
export const FolderCursor = z.object({
  kind: z.literal("folder"),
  ...round,
  /** Mails received before are left out. */
  since: z.iso.datetime(),
  /** Those of `removed` that were found in a folder that nobody knew. */
  doubtful: z.array(z.string()),
  /** Whether Graph leaves them out itself, which it does for no more than 5,000 mails. */
  filtered: z.boolean(),
  /** Mails that the round has shown. */
  shown: z.number().int(),
});
export type FolderCursor = z.infer<typeof FolderCursor>;

/** How far one calendar was read; the time that it shows is fixed for all of a round. */
export const CalendarCursor = z.object({
  kind: z.literal("calendar"),
  ...round,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** When the round began. */
  begun: z.iso.datetime(),
});
export type CalendarCursor = z.infer<typeof CalendarCursor>;

/** A folder as its list shows it. */
export const Folder = z.object({
  id: z.string().min(1),
  name: z.string(),
  parent: z.string().nullable(),
  hidden: z.boolean(),
  total: z.number(),
});
export type Folder = z.infer<typeof Folder>;

/** The list of folders, and which of them are Outlook's own. */
export const DirectoryCursor = z.object({
  kind: z.literal("directory"),
  link,
  folders: z.array(Folder),
  /** Ids by the names that never change: "inbox". */
  wellKnown: z.record(z.string(), z.string()),
  /** What was read once and the person has left out: it is read as a whole when they choose it again. */
  leftOut: z.record(z.string(), z.enum(["folder", "calendar"])).default({}),
});
export type DirectoryCursor = z.infer<typeof DirectoryCursor>;

/** A folder or calendar that is no more: what was in it is asked for by its ids. */
export const GoneCursor = z.object({
  kind: z.literal("gone"),
  what: z.enum(["folder", "calendar"]),
  at: z.iso.datetime(),
});

export const OutlookCursor = z.discriminatedUnion("kind", [
  FolderCursor,
  CalendarCursor,
  DirectoryCursor,
  GoneCursor,
]);
export type OutlookCursor = z.infer<typeof OutlookCursor>;
