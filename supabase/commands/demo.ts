import { z } from "zod";
import { runTask, values } from "./cli.ts";
import { renderAnswer } from "./demo/render.ts";
import { runDemo } from "./demo/run.ts";
import { stdout } from "./terminal.ts";

const line = {
  task: "demo",
  about: "Shows the main job: a stack in memory, messages in, cited answers out.",
  options: {
    "--slack-export <path>": "read this export (zip or folder) instead of the sample workspace",
    "--slack-user <id>": "your Slack id in that export, so that mentions of you count as such",
    "--timezone <name>": "your timezone, such as Europe/Berlin (default UTC)",
    "--now <time>": "the time that answers are about, ISO with offset (default: now)",
    "--prompt <text...>":
      'ask this; may be repeated (default: "summarize last 2 hours" and "what needs action?")',
    "--json": "print the response bodies as one JSON array and nothing else",
  },
  values: z.object({
    slackExport: values.text.optional(),
    slackUser: values.slackUser.optional(),
    timezone: values.timezone.optional(),
    now: values.instant.optional(),
    prompt: z.array(values.text).default(["summarize last 2 hours", "what needs action?"]),
    json: values.flag,
  }).refine(({ slackUser, slackExport }) => slackUser === undefined || slackExport !== undefined, {
    path: ["slackUser"],
    error: "belongs to --slack-export: the sample knows whose it is",
  }),
};

await runTask(line, async ({ json, prompt, now = new Date(), ...rest }) => {
  const answers = await runDemo({ ...rest, now, prompts: prompt }, (asked, answer) => {
    if (!json) stdout.line(renderAnswer(asked, answer));
  });
  if (json) stdout.json(answers, 2);
});
