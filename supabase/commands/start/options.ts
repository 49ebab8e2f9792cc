import { z } from "zod";
import { values } from "../cli.ts";
import { DATA_FOLDER } from "../target.ts";

/** The command line of `start`. */
export const startLine = {
  task: "start",
  about: "Starts the whole stack on 127.0.0.1: Postgres, Auth, the Data API, the functions,\n" +
    "schedules and a local embedding model. No Docker, no account, no key.",
  options: {
    "--port <n>": "port to listen on (default 54321; 0 for any free one)",
    "--data <folder>":
      `folder that keeps the data (default ${DATA_FOLDER}), or "memory" to forget everything at the end`,
    "--sample": "load the sample workspace for the demo user, where their timeline is empty",
    "--providers":
      "link the stack to loopback servers of Slack, Outlook and Telegram, with an invented team",
    "--slack-export <path>":
      "with --providers: Slack holds this export (a zip file or folder), as if it ended just now",
    "--json":
      'when ready, print one line of JSON and nothing else: {"url", "publishable_key", "secret_key", "demo": {"email", "password"}}',
  },
  values: z.object({
    port: values.port.default(54321),
    data: z.string().min(1, 'must be a folder or "memory"').default(DATA_FOLDER),
    sample: values.flag,
    providers: values.flag,
    slackExport: z.string().min(1, "must name the export's zip file or folder").optional(),
    json: values.flag,
  }),
};
