import type { Counts } from "./world.ts";

/**
 * Prints one row of the fault table; with FAULT_TABLE=FILE it is added to that file, too.
 */
export async function recordFault(
  fault: string,
  cases: number,
  before: Counts,
  after: Counts,
  found: string,
): Promise<void> {
  const show = ({ events, embeddings, waiting, dead }: Counts) =>
    `${events} / ${embeddings} / ${waiting} / ${dead}`;
  const row = `| ${fault} | ${cases} | ${show(before)} | ${show(after)} | ${found} |`;
  console.log(row);
  const file = Deno.env.get("FAULT_TABLE");
  if (file) await Deno.writeTextFile(file, row + "\n", { append: true });
}
