/** A workspace that holds what a Slack export has, as Slack itself would show it. */
import { z } from "zod";
import { resolveConversation } from "../../../shared/connectors/slack/export/conversation.ts";
import { readDirectory } from "../../../shared/connectors/slack/export/directory.ts";
import type { ExportFiles } from "../../../shared/connectors/slack/export/files.ts";
import { gather } from "../../../shared/connectors/slack/export/gather.ts";
import { jsonElements } from "../../../shared/connectors/slack/export/json_elements.ts";
import { layoutOf, type WorkspaceLayout } from "../../../shared/connectors/slack/export/layout.ts";
import { ExportLists } from "../../../shared/connectors/slack/export/lists.ts";
import { type Conversation, type Message, Workspace } from "./workspace.ts";

const text = z.string().nullish().catch(null);
const flag = z.boolean().catch(false).default(false);

const User = z.looseObject({
  id: z.string().min(1),
  is_bot: flag,
  deleted: flag,
  profile: z.looseObject({ email: text }).nullish().catch(null),
});
const Listed = z.looseObject({
  id: z.string().min(1),
  members: z.array(z.string()).catch([]).default([]),
  is_archived: flag,
});
/** The fields that every message of the workspace has; all others are kept as they are. */
const Said = z.looseObject({
  type: z.literal("message").catch("message"),
  ts: z.string().regex(/^\d{1,10}\.\d{6}$/),
  text: z.string().catch(""),
  user: z.string().optional().catch(undefined),
  thread_ts: z.string().optional().catch(undefined),
  edited: z.looseObject({ user: z.string(), ts: z.string() }).optional().catch(undefined),
});

/** What Slack says of a message by what surrounds it, and the workspace works out by itself. */
const WORKED_OUT = ["replies", "reply_count", "reply_users", "reply_users_count", "latest_reply"];
const KINDS = [
  ["channels.json", "public"],
  ["groups.json", "private"],
  ["mpims.json", "mpim"],
  ["dms.json", "im"],
] as const;

/**
 * Reads the first workspace of an export. Its members come in the order of how many conversations
 * they are in: who sees most is first. Whoever speaks in a conversation is a member of it.
 *
 * @param endsAt when the newest message was said: all times are moved by as much
 * @throws {Error} where it is no export
 */
export async function workspaceFromExport(
  files: ExportFiles,
  endsAt: Date | null = null,
): Promise<Workspace> {
  const layout = layoutOf(await files.list())?.workspaces[0];
  if (!layout) throw new Error(`${files.name} is not a Slack export`);
  const newest = endsAt === null ? 0 : await newestOf(files, layout);
  const by = endsAt === null ? 0 : Math.floor(endsAt.getTime() / 1000) - newest;
  const lists = new ExportLists(files);
  const directory = await readDirectory(lists, layout);
  const gathered = await gather(files, layout.conversations);
  const domain = directory.domain ?? gathered.domain ?? "export";
  const team = directory.team ?? gathered.team ?? undefined;
  const workspace = new Workspace(team, domain, domain);

  for (const [file, kind] of KINDS) {
    for (const { id, members, is_archived } of await listed(lists, layout, file, Listed)) {
      const name = directory.names.channels.get(id) ?? id;
      const conversation = workspace.addConversation(id, name, members, kind);
      conversation.archived = is_archived;
    }
  }
  for (const found of layout.conversations) {
    const resolved = resolveConversation(found, directory, gathered);
    if ("unread" in resolved) continue;
    const { id, name, kind } = resolved.channel;
    const conversation = workspace.conversations.get(id) ??
      workspace.addConversation(id, name, [], kind === "channel" ? "public" : "mpim");
    for (const file of found.files) await readMessages(files, file, conversation, by);
    for (const message of conversation.messages.values()) {
      // A root that the export does not have is one that Slack does not have either.
      if (message.thread_ts && !conversation.messages.has(message.thread_ts)) {
        delete message.thread_ts;
      }
    }
  }

  const people = await listed(lists, layout, "users.json", User);
  const seen = new Map<string, number>();
  for (const { members } of workspace.conversations.values()) {
    for (const member of members) seen.set(member, (seen.get(member) ?? 0) + 1);
  }
  people.sort((a, b) => (seen.get(b.id) ?? 0) - (seen.get(a.id) ?? 0));
  for (const { id, is_bot, deleted, profile } of people) {
    const name = directory.names.users.get(id) ?? id;
    workspace.addMember(id, name, { is_bot, deleted, email: profile?.email ?? null });
  }
  return workspace;
}

async function listed<T>(
  lists: ExportLists,
  layout: WorkspaceLayout,
  file: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const [path] = layout.lists(file);
  return path === undefined ? [] : await lists.entries(path, schema);
}

async function readMessages(
  files: ExportFiles,
  path: string,
  conversation: Conversation,
  by: number,
): Promise<void> {
  for await (const element of jsonElements(files.text(path))) {
    const said = "value" in element ? Said.safeParse(element.value).data : undefined;
    if (said === undefined) continue;
    const { ts, user, thread_ts, edited, ...rest } = said;
    const message: Record<string, unknown> & Message = {
      ...rest,
      ts: moved(ts, by),
      ...(user === undefined ? {} : { user }),
      ...(thread_ts === undefined ? {} : { thread_ts: moved(thread_ts, by) }),
      ...(edited === undefined ? {} : { edited: { ...edited, ts: moved(edited.ts, by) } }),
    };
    for (const field of WORKED_OUT) delete message[field];
    conversation.messages.set(message.ts, message);
    if (user !== undefined) conversation.members.add(user);
  }
}

/** A timestamp is a text: what stands behind the point is kept to the letter. */
function moved(ts: string, by: number): string {
  const [seconds = "0", rest = "000000"] = ts.split(".");
  return `${Number(seconds) + by}.${rest}`;
}

/** Seconds from 1970 to the newest message of the export; 0 where it has none. */
async function newestOf(files: ExportFiles, layout: WorkspaceLayout): Promise<number> {
  let newest = 0;
  for (const path of layout.conversations.flatMap((conversation) => conversation.files)) {
    for await (const element of jsonElements(files.text(path))) {
      const said = "value" in element ? Said.safeParse(element.value).data : undefined;
      if (said) newest = Math.max(newest, Math.floor(Number(said.ts)));
    }
  }
  return newest;
}
