import { seededRandom, shuffle } from "./random.ts";

/** A labelled sentence: label 1 asks the reader to act. */
export interface Row {
  readonly text: string;
  readonly label: number;
}

/** Reads `label<TAB>sentence` lines; throws with the remedy when the file is not there. */
export function readRows(path: string): Row[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    throw new Error(`Cannot read ${path}: give the labelled sentences with --data=<file.tsv>`, {
      cause,
    });
  }
  const rows = text.split("\n").filter((line) => line.includes("\t")).map((line) => {
    const tab = line.indexOf("\t");
    return { text: line.slice(tab + 1).trimEnd(), label: line.slice(0, tab) === "yes" ? 1 : 0 };
  });
  if (rows.length === 0) {
    throw new Error(`No labelled sentences in ${path}: a line is yes or no, a tab, a sentence`);
  }
  return rows;
}

/** Words, one sign a digit run, question and dollar signs: what is left when two mailings differ in names only. */
function normalize(text: string): string[] {
  return text.toLowerCase().replace(/\d+/g, "0").match(/[a-z']+|0|[?$]/g) ?? [];
}

/**
 * Group numbers: two sentences share one when their first six normalised words agree or when their
 * words overlap by 60 per cent (Jaccard), directly or through others. A fold takes whole groups, so
 * that a template cannot be learned in one fold and be counted as understood in the next.
 */
export function nearDuplicateGroups(rows: readonly Row[], prefix = 6, overlap = 0.6): number[] {
  const parent = rows.map((_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const words = rows.map((row) => normalize(row.text));
  const firstWith = new Map<string, number>();
  const counts = new Map<string, number>();
  words.forEach((list, i) => {
    const key = list.slice(0, prefix).join(" ");
    const first = firstWith.get(key);
    if (first === undefined) firstWith.set(key, i);
    else parent[find(i)] = find(first);
    for (const word of new Set(list)) counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  const sets = words.map((list) => new Set(list));
  const index = new Map<string, number[]>();
  sets.forEach((set, i) => {
    const rare = [...set].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0)).slice(0, 4);
    for (const j of new Set(rare.flatMap((word) => index.get(word) ?? []))) {
      const other = sets[j] as Set<string>;
      let shared = 0;
      for (const word of set) if (other.has(word)) shared++;
      if (shared / (set.size + other.size - shared) >= overlap) parent[find(i)] = find(j);
    }
    for (const word of rare) index.set(word, [...(index.get(word) ?? []), i]);
  });
  return rows.map((_, i) => find(i));
}

/** Deals groups into folds of about equal size; the fold of each row. */
export function dealFolds(groups: readonly number[], folds: number, seed: number): number[] {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const order = shuffle([...sizes.keys()].sort((a, b) => a - b), seededRandom(seed));
  const filled = new Array<number>(folds).fill(0);
  const foldOf = new Map<number, number>();
  for (const group of order) {
    const least = filled.indexOf(Math.min(...filled));
    foldOf.set(group, least);
    filled[least] = (filled[least] ?? 0) + (sizes.get(group) ?? 0);
  }
  return groups.map((group) => foldOf.get(group) ?? 0);
}
