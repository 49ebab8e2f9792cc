import { z } from "zod";
import { runTask, values } from "./cli.ts";
import { formatTable } from "./jobs/table.ts";
import { runSql, type SqlResult } from "./sql/run.ts";
import { readStatements } from "./sql/statements.ts";
import { atTarget, findTarget, targetOptions, targetValues } from "./target.ts";
import { safeLine, stderr, stdout } from "./terminal.ts";
import { RemedyError } from "./usage.ts";

const line = {
  task: "sql",
  about:
    "Runs SQL as superuser in the stack that `task start` runs: the argument, or what is typed.",
  argument: {
    name: "statements",
    about: "SQL; without it statements are read from standard input",
  },
  options: {
    "--json": "rows as JSON",
    ...targetOptions,
  },
  values: z.object({ statements: values.text.optional(), json: values.flag, ...targetValues }),
};

/** Cells longer than this are cut. */
const WIDEST = 80;

function show(results: SqlResult[], json: boolean): void {
  for (const { columns, rows, count } of results) {
    if (json) {
      stdout.json(rows);
      continue;
    }
    if (columns.length > 0) {
      stdout.line(formatTable([columns, ...rows.map((row) => columns.map((c) => cell(row[c])))]));
    }
    stdout.line(columns.length > 0 ? `(${rows.length} rows)` : `(${count} rows changed)`);
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = safeLine(typeof value === "object" ? JSON.stringify(value) : String(value));
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

await runTask(line, async ({ statements, json, ...where }) => {
  const target = await findTarget(where);
  await atTarget(target, async () => {
    if (statements !== undefined) return show(await runSql(target, statements), json);
    const interactive = Deno.stdin.isTerminal();
    if (interactive) {
      stderr.line(`SQL at ${target.url}; end a statement with ";", and all with Ctrl-D`);
    }
    for await (const text of readStatements(Deno.stdin.readable, interactive)) {
      try {
        show(await runSql(target, text), json);
      } catch (error) {
        if (!interactive || !(error instanceof RemedyError)) throw error;
        stderr.line(error.message);
      }
    }
  });
});
