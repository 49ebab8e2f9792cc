import { parseArgs } from "node:util";
import { type DemoOptions, runDemo } from "./demo/run.ts";
import { renderAnswer } from "./demo/render.ts";
import { UsageError } from "./usage.ts";

const usage = `Shows the main job: a stack in memory, messages in, cited answers out.

  deno task demo [--slack-export PATH] [--now ISO-TIME] [--prompt TEXT]... [--json]

  --slack-export PATH  read this export (zip or folder) instead of the sample workspace
  --now ISO-TIME       the time that answers are about (default: now)
  --prompt TEXT        ask this; may be repeated (default: "summarize last 2 hours" and "what needs action?")
  --json               print the response bodies as one JSON array and nothing else`;

function options(args: string[]): DemoOptions & { json: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      "slack-export": { type: "string" },
      now: { type: "string" },
      prompt: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(usage);
    Deno.exit(0);
  }
  const now = values.now === undefined ? new Date() : new Date(values.now);
  if (
    Number.isNaN(now.getTime()) ||
    (values.now !== undefined && !/(Z|[+-]\d\d:?\d\d)$/.test(values.now))
  ) {
    throw new UsageError("--now must be an ISO time with its offset, such as 2018-02-03T22:00:00Z");
  }
  return {
    slackExport: values["slack-export"],
    now,
    prompts: values.prompt ?? ["summarize last 2 hours", "what needs action?"],
    json: values.json ?? false,
  };
}

if (import.meta.main) {
  // Standard output belongs to the answers; whatever a library prints is a log.
  const print = console.log;
  console.log = console.info = console.debug = console.error;
  try {
    const { json, ...demo } = options(Deno.args);
    const answers = await runDemo(demo, (prompt, answer) => {
      if (!json) print(renderAnswer(prompt, answer));
    });
    if (json) print(JSON.stringify(answers, null, 2));
    Deno.exit(0);
  } catch (error) {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError || error instanceof TypeError) console.error(`\n${usage}`);
    Deno.exit(1);
  }
}
