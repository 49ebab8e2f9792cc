import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import type {
  SlackChannel,
  SlackDirectory,
} from "../../../../shared/connectors/slack/messages/directory.ts";
import { memoryFiles } from "../../../../shared/connectors/slack/export/files.ts";
import type { ExportFiles } from "../../../../shared/connectors/slack/export/files.ts";
import {
  type ExportOptions,
  type ExportPage,
  readSlackExport,
} from "../../../../shared/connectors/slack/export/reader.ts";
import { SlackMessage } from "../../../../shared/connectors/slack/messages/message.ts";

export const LAUNCH: SlackChannel = { id: "C1", name: "launch", kind: "channel" };

export const DIRECTORY: SlackDirectory = {
  users: new Map([["U1", "Mira"], ["U2", "Jonas"], ["B1", "deploybot"]]),
  channels: new Map([["C1", "launch"], ["C2", "random"]]),
  groups: new Map([["S1", "backend"]]),
};

/** A message as Slack would send it, with an id and an author. */
export function message(fields: Record<string, unknown>): SlackMessage {
  return SlackMessage.parse({ type: "message", ts: "1517612431.000077", user: "U1", ...fields });
}

const LISTS = {
  "users.json": [
    { id: "U1", name: "mira", profile: { display_name: "Mira" } },
    { id: "U2", name: "jonas", profile: { display_name: "", real_name: "Jonas W" } },
  ],
  "channels.json": [{ id: "C1", name: "launch" }],
};

/** An export in memory; a string stands for a file's text, anything else for its JSON. */
export function exportOf(files: Record<string, unknown>, name = "export"): ExportFiles {
  const texts = Object.entries(files).map(([path, value]) =>
    [path, typeof value === "string" ? value : JSON.stringify(value)] as const
  );
  return memoryFiles(name, new Map(texts));
}

/** `exportOf` with a list of two users and of the channel #launch. */
export function launchExport(files: Record<string, unknown>): ExportFiles {
  return exportOf({ ...LISTS, ...files });
}

export function readAll(files: ExportFiles, options?: ExportOptions): Promise<ExportPage[]> {
  return Array.fromAsync(readSlackExport(files, options));
}

/** The file's whole text. */
export async function textOf(files: ExportFiles, path: string): Promise<string> {
  return (await Array.fromAsync(files.text(path))).join("");
}

/** A zip archive of the texts; a name with "/" at its end is a folder. */
export async function zipOf(
  texts: Record<string, string>,
  { utf8Flag = true }: { utf8Flag?: boolean } = {},
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), {
    useWebWorkers: false,
    useUnicodeFileNames: utf8Flag,
    ...(utf8Flag ? {} : { encodeText: (text: string) => new TextEncoder().encode(text) }),
  });
  for (const [name, text] of Object.entries(texts)) {
    await (name.endsWith("/")
      ? zip.add(name, undefined, { directory: true })
      : zip.add(name, new TextReader(text)));
  }
  return await zip.close();
}
