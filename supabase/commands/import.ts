import { z } from "zod";
import { importSlackExport } from "../../shared/connectors/slack/export/import_export.ts";
import { runTask, values } from "./cli.ts";
import { OWNER_UNKNOWN } from "./demo/load.ts";
import { countFiles } from "./export/count_files.ts";
import { openExport } from "./export/open.ts";
import { stderrProgress } from "./progress.ts";
import { waitUntilSearchable } from "./searchable.ts";
import { atTarget, findTarget, internalRpc, targetOptions, targetValues } from "./target.ts";
import { safeLine, stderr } from "./terminal.ts";
import { RemedyError } from "./usage.ts";

const line = {
  task: "import",
  about: "Reads a Slack export into a running project.",
  options: {
    "--slack-export <path>": "the export as Slack delivers it: a zip file, or the unpacked folder",
    "--email <address>": "whose timeline it belongs to; the person must have signed up",
    "--slack-user <id>": "the person's own Slack id (U...), so that mentions of them count as such",
    ...targetOptions,
  },
  values: z.object({
    slackExport: z.string("is missing: name the export's zip file or folder")
      .min(1, "must name the export's zip file or folder"),
    email: z.email({
      error: ({ input }) =>
        input === undefined
          ? "is missing: name the person whose timeline it belongs to"
          : "must be an e-mail address",
    }),
    slackUser: values.slackUser.optional(),
    ...targetValues,
  }),
};

await runTask(line, async ({ slackExport, email, slackUser, ...where }) => {
  using files = await openExport(slackExport);
  const target = await findTarget(where);
  await atTarget(target, async () => {
    const internal = internalRpc(target);
    const userId = z.guid().nullable().parse(await internal("user_by_email", { wanted: email }));
    if (!userId) {
      throw new RemedyError(`Nobody has signed up as ${email}: sign up first, or check --email`);
    }

    const progress = stderrProgress();
    const counted = await countFiles(files);
    const report = await importSlackExport(
      internal,
      userId,
      counted.files,
      () => progress.count("files read", counted.done(), counted.total),
      slackUser ? { ownUserId: slackUser } : {},
    );
    const { read, stored } = report;
    progress.done(
      `${read.messages} messages read: ${stored.inserted} new, ${stored.updated} changed, ` +
        `${stored.unchanged} known, ${read.noise} joins and the like left out` +
        (read.unreadable > 0 ? `, ${read.unreadable} unreadable` : ""),
    );
    for (const { path, problem } of report.problems) stderr.line(`! ${safeLine(path)} ${problem}`);
    if (slackUser === undefined) stderr.line(OWNER_UNKNOWN);
    await waitUntilSearchable(
      internal,
      userId,
      (done, total) => progress.count("embedded", done, total),
    );
    progress.done("everything is searchable");
  });
});
