/** Columns padded to their widest cell; the first row is the heading. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => widths[index] = Math.max(widths[index] ?? 0, cell.length));
  }
  return rows.map((row) =>
    row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ").trimEnd()
  ).join("\n");
}

/** Time as a person says it: "42 s", "3 min", "5 h", "2 d". */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** How long ago an ISO instant was; "never" for null. */
export function formatAgo(at: string | null, now: Date): string {
  if (at === null) return "never";
  return `${formatSeconds(Math.max(0, (now.getTime() - Date.parse(at)) / 1000))} ago`;
}
