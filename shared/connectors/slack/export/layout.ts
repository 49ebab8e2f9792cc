/** Which files of an export are what. */
import type { ExportProblem } from "./problems.ts";
import { isSystemFile, LIST_FILES, unreadReason } from "./known_files.ts";

/** The files of one conversation, in order of their names: as a rule one a UTC day. */
export interface ConversationFiles {
  /** Path of the folder, or of the one file that holds the conversation, without ".json". */
  path: string;
  /** Last part of the path: what lists of conversations call it. */
  name: string;
  /** The folders around it within the workspace, innermost first: "launch" of "launch/2018". */
  around: string[];
  files: string[];
  /** A single file at a workspace's top; it is a conversation's only when a list says so. */
  loose: boolean;
}

/** One workspace of an export: the export itself, or a folder under `teams/` of a Grid export. */
export interface WorkspaceLayout {
  /** Path of its folder with "/" at the end; empty at the top. */
  prefix: string;
  conversations: ConversationFiles[];
  /** Paths of the lists with this name: its own first, then those of the folders around it. */
  lists(name: string): string[];
}

/** An export's workspaces in order, and all files that are no part of what is read. */
export interface ExportLayout {
  workspaces: WorkspaceLayout[];
  unread: ExportProblem[];
}

const DAY_FILE = /(?:^|\/)\d{4}-\d{2}-\d{2}\.json$/i;
const MARKERS = ["channels.json", "groups.json", "mpims.json", "dms.json"];

/**
 * Finds the export among paths, wherever it lies among them. Each file is either a list, a
 * conversation's, or named among `unread`.
 * @returns null when there is neither a list of conversations nor a folder with day files
 */
export function layoutOf(paths: readonly string[]): ExportLayout | null {
  const own = paths.filter((path) => !isSystemFile(path));
  const roots = rootsOf(own);
  if (roots.size === 0) return null;
  const present = new Set(own);
  const workspaces = new Map<string, Map<string, ConversationFiles>>(
    [...roots].sort(order).map((root) => [root, new Map()]),
  );
  const unread: string[] = [];
  for (const path of own) {
    const name = fileName(path);
    if (LIST_FILES.has(name)) continue;
    const root = nearest(folderOf(path), roots);
    const folder = folderOf(path).slice(0, -1);
    const top = root !== null && folderOf(path) === root;
    if (root === null || !/\.json$/i.test(name) || (top && unreadReason(path, top) !== null)) {
      unread.push(path);
      continue;
    }
    const key = top ? path.replace(/\.json$/i, "") : folder;
    const conversations = workspaces.get(root);
    const known = conversations?.get(key) ??
      { path: key, name: fileName(key), around: foldersWithin(root, key), files: [], loose: top };
    known.files.push(path);
    conversations?.set(key, known);
  }
  return {
    workspaces: [...workspaces].map(([prefix, conversations]) => ({
      prefix,
      conversations: sorted([...conversations.values()]),
      lists: (name) =>
        enclosing(prefix).map((folder) => folder + name).filter((p) => present.has(p)),
    })),
    unread: listUnread(unread, roots),
  };
}

/** Folders that hold a workspace. */
function rootsOf(paths: readonly string[]): Set<string> {
  const roots = new Set(
    paths.filter((path) => MARKERS.includes(fileName(path))).map((path) => folderOf(path)),
  );
  for (const path of paths) {
    const [, workspace] = /^((?:.*\/)?teams\/[^/]+\/)[^/]+\/[^/]+\.json$/.exec(path) ?? [];
    if (workspace !== undefined) roots.add(workspace);
  }
  for (const path of paths) {
    const folder = folderOf(path);
    if (folder === "" || !DAY_FILE.test(path) || nearest(folder, roots) !== null) continue;
    roots.add(folderOf(folder.slice(0, -1)));
  }
  return roots;
}

/** The innermost root that the folder lies in, or is. */
function nearest(folder: string, roots: ReadonlySet<string>): string | null {
  return enclosing(folder).find((candidate) => roots.has(candidate)) ?? null;
}

/** The folder itself and those around it, from the innermost to the top (""). */
function enclosing(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== "";) {
    at = folderOf(at.slice(0, -1));
    found.push(at);
  }
  return found;
}

function sorted(conversations: ConversationFiles[]): ConversationFiles[] {
  for (const { files } of conversations) files.sort(order);
  return conversations.sort((a, b) => order(a.name, b.name) || order(a.path, b.path));
}

/** One line a folder and reason where there are many. */
function listUnread(paths: readonly string[], roots: ReadonlySet<string>): ExportProblem[] {
  const groups = Map.groupBy(paths, (path) => {
    const reason = unreadReason(path, roots.has(folderOf(path))) ??
      (nearest(folderOf(path), roots) === null
        ? "it lies outside the export"
        : "it is no JSON file");
    return `${folderOf(path)}\n${reason}`;
  });
  return [...groups].flatMap(([key, group]) => {
    const [folder = "", reason = ""] = key.split("\n");
    if (group.length <= 3) {
      return group.map((path) => ({ path, problem: `is not read: ${reason}` }));
    }
    const problem = `holds ${group.length} files that are not read, such as ${
      fileName(group[0] ?? "")
    }: ${reason}`;
    return [{ path: folder || "./", problem }];
  });
}

/** Names of the folders between a workspace's and the path's last part, innermost first. */
function foldersWithin(root: string, path: string): string[] {
  return path.slice(root.length).split("/").slice(0, -1).reverse();
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** With "/" at the end; empty at the top. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
