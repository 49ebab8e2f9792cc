import { parser } from "@prometheus-io/lezer-promql";

/** What an expression reads. */
export interface Read {
  metric: string;
  /** Names of labels that its matchers ask for. */
  labels: string[];
}

/**
 * What a PromQL expression reads, and by which labels it sums up, by Prometheus' own grammar.
 *
 * @throws {Error} where it is no expression
 */
export function parsePromQl(expression: string): { reads: Read[]; groupings: string[] } {
  const reads: Read[] = [];
  const groupings: string[] = [];
  const cursor = parser.parse(expression).cursor();
  const text = () => expression.slice(cursor.from, cursor.to);
  do {
    if (cursor.type.isError) throw new Error(`no PromQL at ${cursor.from}: ${expression}`);
    const within = cursor.node.parent?.name;
    if (cursor.name === "Identifier" && within === "VectorSelector") {
      reads.push({ metric: text(), labels: [] });
    } else if (cursor.name === "LabelName") {
      if (within === "GroupingLabels") groupings.push(text());
      else reads.at(-1)?.labels.push(text());
    }
  } while (cursor.next());
  if (reads.length === 0) throw new Error(`reads nothing: ${expression}`);
  return { reads, groupings };
}
