/** The lists at the top of an export: who is who, and which folder is which conversation. */
import { z } from "zod";
import { firstName, type SlackChannel, SlackUser, userNames } from "../messages/directory.ts";
import type { SlackDirectory } from "../messages/directory.ts";
import type { ExportFiles } from "./files.ts";
import { type ExportProblem, readArray } from "./json.ts";
import type { ExportLayout } from "./layout.ts";

/** Names, conversations by folder, and what was wrong with the lists. */
export interface ExportDirectory {
  directory: SlackDirectory;
  channels: Map<string, SlackChannel>;
  problems: ExportProblem[];
}

const Conversation = z.looseObject({
  id: z.string().min(1),
  name: z.string().nullish().catch(null),
  members: z.array(z.string()).nullish().catch(null),
});

const LISTS = [
  { file: "channels.json", kind: "channel", expected: true },
  { file: "groups.json", kind: "channel", expected: false },
  { file: "mpims.json", kind: "group_direct", expected: false },
  { file: "dms.json", kind: "direct", expected: false },
] as const;

/**
 * Reads `users.json`, `channels.json` and, where present, `groups.json`, `mpims.json` and `dms.json`.
 * What cannot be read is a problem and never an error: ids then stand in for names.
 */
export async function readDirectory(
  files: ExportFiles,
  layout: ExportLayout,
): Promise<ExportDirectory> {
  const problems: ExportProblem[] = [];
  const users = userNames(await readList(files, layout, "users.json", true, SlackUser, problems));

  const channels = new Map<string, SlackChannel>();
  for (const { file, kind, expected } of LISTS) {
    const list = await readList(files, layout, file, expected, Conversation, problems);
    for (const { id, name, members } of list) {
      const people = (members ?? []).map((member) => users.get(member) ?? member).join(", ");
      const label = kind === "channel" ? name : people || name;
      const channel = { id, name: firstName(label) ?? id, kind };
      // Direct messages lie in a folder named by their id, everything else by its name.
      for (const folder of [id, name]) if (folder) channels.set(folder, channel);
    }
  }
  const names = [...channels.values()].map(({ id, name }) => [id, name] as const);
  return { directory: { users, channels: new Map(names) }, channels, problems };
}

async function readList<T>(
  files: ExportFiles,
  layout: ExportLayout,
  file: string,
  expected: boolean,
  schema: z.ZodType<T>,
  problems: ExportProblem[],
): Promise<T[]> {
  const path = layout.top(file);
  if (path === null) {
    if (expected) problems.push({ path: file, problem: "is missing: ids stand in for its names" });
    return [];
  }
  const read = await readArray(files, path);
  if ("problem" in read) {
    problems.push(read);
    return [];
  }
  return read.entries.flatMap((entry, index) => {
    const parsed = schema.safeParse(entry);
    if (!parsed.success) problems.push({ path, problem: `entry ${index} has no id` });
    return parsed.success ? [parsed.data] : [];
  });
}
