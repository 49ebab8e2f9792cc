/** Which files of an export are what. */

/** One day of one conversation. */
export interface DayFile {
  path: string;
  folder: string;
  /** UTC day, "2018-02-03". */
  date: string;
}

/** The files of an export, by meaning. */
export interface ExportLayout {
  /** Path of a file at the export's top ("users.json"), or null when it is not there. */
  top(name: string): string | null;
  /** Conversations in order of their names, each with its days in order. */
  folders: Map<string, DayFile[]>;
}

const DAY_FILE = /^([^/]+)\/(\d{4}-\d{2}-\d{2})\.json$/;

/**
 * Finds the export among paths. One folder around everything is tolerated, as some tools pack it.
 * @returns null when there is neither a `channels.json` nor a folder with day files
 */
export function layoutOf(paths: readonly string[]): ExportLayout | null {
  // Hidden files, and the resource forks that macOS packs beside the files.
  const own = paths.filter((path) => !/(?:^|\/)(?:\.|__MACOSX\/)/.test(path));
  return layoutUnder("", own) ?? layoutUnder(commonFolder(own), own);
}

function layoutUnder(prefix: string | null, paths: readonly string[]): ExportLayout | null {
  if (prefix === null) return null;
  const present = new Set(paths);
  const days = paths.flatMap((path): DayFile[] => {
    const [, folder, date] = DAY_FILE.exec(path.slice(prefix.length)) ?? [];
    return path.startsWith(prefix) && folder && date ? [{ path, folder, date }] : [];
  });
  if (days.length === 0 && !present.has(`${prefix}channels.json`)) return null;
  days.sort((a, b) => order(a.folder, b.folder) || order(a.date, b.date));
  const folders = new Map<string, DayFile[]>();
  for (const day of days) {
    const sameFolder = folders.get(day.folder);
    if (sameFolder) sameFolder.push(day);
    else folders.set(day.folder, [day]);
  }
  return { top: (name) => present.has(prefix + name) ? prefix + name : null, folders };
}

/** "folder/" when every path lies in the same one. */
function commonFolder(paths: readonly string[]): string | null {
  const tops = new Set(paths.map((path) => path.slice(0, path.indexOf("/") + 1)));
  const [only] = tops;
  return tops.size === 1 && only ? only : null;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
