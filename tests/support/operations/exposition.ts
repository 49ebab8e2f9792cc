/** A metric as a scraper sees it. */
export interface Family {
  type: string;
  help: string;
  /** Names of labels that any of its samples has. */
  labels: Set<string>;
  samples: number;
}

const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * Reads the text format 0.0.4 of Prometheus, strictly: HELP, then TYPE, then the samples of a metric,
 * each metric once.
 *
 * @throws {Error} naming the line that is none of these
 */
export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let current: { name: string; family: Family } | undefined;
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  for (const line of text.slice(0, -1).split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === "HELP") {
      if (families.has(name)) throw new Error(`twice: ${line}`);
      const family = { type: "", help: rest, labels: new Set<string>(), samples: 0 };
      families.set(name, family);
      current = { name, family };
    } else if (kind === "TYPE") {
      if (current?.name !== name || current.family.type !== "") throw new Error(line);
      if (!["gauge", "counter"].includes(rest)) throw new Error(line);
      current.family.type = rest;
    } else {
      const [, metric, labels = ""] = sample.exec(line) ?? [];
      if (metric === undefined || metric !== current?.name || !current.family.type) {
        throw new Error(`no sample of the metric above: ${line}`);
      }
      for (const each of labelNames(labels)) current.family.labels.add(each);
      current.family.samples++;
    }
  }
  for (const [name, { type }] of families) if (!type) throw new Error(`${name} has no TYPE`);
  return families;
}

function labelNames(text: string): string[] {
  const names: string[] = [];
  for (label.lastIndex = 0; label.lastIndex < text.length;) {
    const [, name] = label.exec(text) ?? [];
    if (name === undefined) throw new Error(`no label: ${text}`);
    names.push(name);
  }
  return names;
}
