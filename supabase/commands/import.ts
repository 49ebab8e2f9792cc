import { parseArgs } from "node:util";
import { z } from "zod";
import { importSlackExport } from "../../shared/connectors/slack/export/import_export.ts";
import { openExport } from "./export/open.ts";
import { stderrProgress } from "./progress.ts";
import { waitUntilSearchable } from "./searchable.ts";
import { findTarget, internalRpc } from "./target.ts";
import { UsageError } from "./usage.ts";

const usage = `Reads a Slack export into a running project.

  deno task import --slack-export PATH --email USER

  --slack-export PATH  the export as Slack delivers it: a zip file, or the unpacked folder
  --email USER         whose timeline it belongs to; the person must have signed up
  --slack-user ID      the person's own Slack id (U...), so that mentions of them count as such
  --data DIR           data folder of the running \`deno task start\` (default .prometheus/data)
  --url URL            instead of --data: the project, with --secret-key KEY`;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "slack-export": { type: "string" },
      "slack-user": { type: "string" },
      email: { type: "string" },
      data: { type: "string" },
      url: { type: "string" },
      "secret-key": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(usage);
  const path = values["slack-export"];
  if (!path) {
    throw new UsageError("--slack-export is missing: name the export's zip file or folder");
  }
  if (!values.email) {
    throw new UsageError("--email is missing: name the person whose timeline it belongs to");
  }

  using files = await openExport(path);
  const internal = internalRpc(
    await findTarget({ url: values.url, secretKey: values["secret-key"], data: values.data }),
  );
  const userId = z.guid().nullable().parse(
    await internal("user_by_email", { wanted: values.email }),
  );
  if (!userId) {
    throw new UsageError(
      `Nobody has signed up as ${values.email}: sign up first, or check --email`,
    );
  }

  const progress = stderrProgress();
  const report = await importSlackExport(
    internal,
    userId,
    files,
    ({ read }) => progress.update(`read ${read.messages} messages`),
    values["slack-user"] ? { ownUserId: values["slack-user"] } : {},
  );
  const { read, stored } = report;
  progress.done(
    `${read.messages} messages read: ${stored.inserted} new, ${stored.updated} changed, ` +
      `${stored.unchanged} known, ${read.noise} joins and the like left out` +
      (read.unreadable > 0 ? `, ${read.unreadable} unreadable` : ""),
  );
  for (const { path, problem } of report.problems) console.error(`! ${path} ${problem}`);
  await waitUntilSearchable(internal, (waiting) => progress.update(`${waiting} objects to embed`));
  progress.done("everything is searchable");
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(`import: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) console.error(`\n${usage}`);
    Deno.exit(1);
  }
}
