/** The lists at the top of an export: who is who, and which folder is which conversation. */
import { z } from "zod";
import {
  firstName,
  type SlackChannel,
  slackPeople,
  SlackUser,
  userNames,
} from "../messages/directory.ts";
import type { SlackDirectory } from "../messages/directory.ts";
import type { WorkspaceLayout } from "./layout.ts";
import { type ExportLists, MAX_ID_LENGTH } from "./lists.ts";

/** A workspace's names, conversations and address. */
export interface ExportDirectory {
  names: SlackDirectory & { users: Map<string, string>; channels: Map<string, string> };
  /** Listed conversations by what their folder may be called: id or name, in Unicode form NFC. */
  channels: Map<string, SlackChannel>;
  /** Display names by handle, which the folders of group messages are made of. */
  handles: Map<string, string>;
  /** The workspace's id, where a list says it. */
  team: string | null;
  /** "acme" of "acme.slack.com", where a list says it. */
  domain: string | null;
}

const lenientText = z.string().nullish().catch(null);
const lenientFlag = z.boolean().nullish().catch(null);
const id = z.string().min(1).max(MAX_ID_LENGTH);

const User = SlackUser.extend({ id, team_id: lenientText });

const Conversation = z.looseObject({
  id,
  name: lenientText,
  members: z.array(z.string()).nullish().catch(null),
  is_im: lenientFlag,
  is_mpim: lenientFlag,
});

const UserGroup = z.looseObject({ id, handle: lenientText, name: lenientText });

const Team = z.looseObject({ id, name: lenientText, domain: lenientText });

const CONVERSATIONS = [
  { file: "channels.json", kind: "channel" },
  { file: "groups.json", kind: "channel" },
  { file: "mpims.json", kind: "group_direct" },
  { file: "dms.json", kind: "direct" },
] as const;

/** Slack's ids of workspaces. */
export const TEAM_ID = /^T[A-Z0-9]{1,30}$/;

/**
 * Reads `users.json` or, of an Enterprise Grid, `org_users.json`; `channels.json` and, where present,
 * `groups.json`, `mpims.json`, `dms.json`, `usergroups.json`, `team.json` and `teams.json`. A
 * workspace's own lists go before those of the organisation around it. What cannot be read is a
 * problem of `lists` and never an error: ids then stand in for names.
 */
export async function readDirectory(
  lists: ExportLists,
  workspace: WorkspaceLayout,
): Promise<ExportDirectory> {
  const people = await read(lists, workspace, ["users.json", "org_users.json"], User);
  const channelLists = CONVERSATIONS.flatMap(({ file }) => workspace.lists(file));
  for (
    const [file, missing] of [
      ["users.json", !hasAny(workspace, ["users.json", "org_users.json"])],
      ["channels.json", channelLists.length === 0],
    ] as const
  ) {
    if (missing) {
      lists.report(workspace.prefix + file, "is missing: ids stand in for its names");
    }
  }
  const users = new Map([["USLACKBOT", "Slackbot"], ...userNames(people.toReversed())]);
  const handles = new Map(
    people.flatMap(({ id, name }) => name ? [[name, users.get(id) ?? name]] : []),
  );

  const channels = new Map<string, SlackChannel>();
  const names = new Map<string, string>();
  for (const { file, kind } of CONVERSATIONS) {
    for (const entry of await read(lists, workspace, [file], Conversation)) {
      const channel = channelOf(entry, kind, users);
      if (!names.has(entry.id)) names.set(entry.id, channel.name);
      // Direct messages lie in a folder named by their id, everything else by its name.
      for (const folder of [entry.id, entry.name?.normalize("NFC")]) {
        if (folder && !channels.has(folder)) channels.set(folder, channel);
      }
    }
  }
  const groups = new Map(
    (await read(lists, workspace, ["usergroups.json"], UserGroup)).flatMap((group) => {
      const name = firstName(group.handle, group.name);
      return name === undefined ? [] : [[group.id, name] as const];
    }),
  );
  const own = await ownTeam(lists, workspace);
  const team = own?.id ?? mostCommon(people.map(({ team_id }) => team_id));
  return {
    names: { users, people: slackPeople(people.toReversed()), channels: names, groups },
    channels,
    handles,
    team: team && TEAM_ID.test(team) ? team : null,
    domain: own?.domain ?? null,
  };
}

/** The value that occurs most often; of two the smaller one. */
export function mostCommon(values: Iterable<string | null | undefined>): string | null {
  const votes = new Map<string, number>();
  for (const value of values) if (value) votes.set(value, (votes.get(value) ?? 0) + 1);
  return mostVotes(votes);
}

export function mostVotes(votes: ReadonlyMap<string, number>): string | null {
  const [best] = [...votes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return best?.[0] ?? null;
}

function channelOf(
  { id, name, members, is_im, is_mpim }: z.infer<typeof Conversation>,
  listed: SlackChannel["kind"],
  users: ReadonlyMap<string, string>,
): SlackChannel {
  const kind = is_im ? "direct" : is_mpim ? "group_direct" : listed;
  const people = (members ?? []).map((member) => users.get(member) ?? member).join(", ");
  const label = kind === "channel" ? name : people || name;
  return { id, name: firstName(label)?.normalize("NFC") ?? id, kind };
}

/** The team of the workspace's own folder, or the only one that there is. */
async function ownTeam(lists: ExportLists, workspace: WorkspaceLayout) {
  const teams = await read(lists, workspace, ["team.json", "teams.json"], Team);
  const folder = /([^/]+)\/$/.exec(workspace.prefix)?.[1];
  return teams.find(({ id, name, domain }) => folder && [id, name, domain].includes(folder)) ??
    (teams.length === 1 ? teams[0] : undefined);
}

function hasAny(workspace: WorkspaceLayout, names: readonly string[]): boolean {
  return names.some((name) => workspace.lists(name).length > 0);
}

async function read<T>(
  lists: ExportLists,
  workspace: WorkspaceLayout,
  names: readonly string[],
  schema: z.ZodType<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (const name of names) {
    for (const path of workspace.lists(name)) found.push(...await lists.entries(path, schema));
  }
  return found;
}
