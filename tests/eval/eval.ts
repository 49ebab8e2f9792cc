import { z } from "zod";
import { runTask, values } from "../../supabase/commands/cli.ts";
import { stderrProgress } from "../../supabase/commands/progress.ts";
import { stderr, stdout } from "../../supabase/commands/terminal.ts";
import { RemedyError } from "../../supabase/commands/usage.ts";
import { askAll, type QuestionSet } from "./ask_all.ts";
import { belowFloors, type Figures, figuresOf, figuresTable, misses } from "./report.ts";
import { loadSample, sampleNow } from "./sample.ts";
import { exportNow, loadExport } from "./slack_export.ts";

const line = {
  task: "eval",
  about: "Asks labelled questions, and says how often what answers is found, said and declined.",
  options: {
    "--data <path>":
      "the Slack export that most questions are about (default ../shared/data/slack-export)",
    "--misses": "show the questions to tune on that went wrong; those held out are never shown",
    "--json": "print the figures as JSON and nothing else",
  },
  values: z.object({
    data: values.text.default("../shared/data/slack-export"),
    misses: values.flag,
    json: values.flag,
  }),
};

await runTask(line, async (options) => {
  const sets: QuestionSet[] = [{ name: "sample", now: sampleNow, load: loadSample }];
  if (await isThere(options.data)) {
    const load: QuestionSet["load"] = (stack, userId) => loadExport(stack, userId, options.data);
    sets.push({ name: "export", now: exportNow, load });
  } else {
    stderr.line(
      `! There is no Slack export at ${options.data}, so its questions are left out: name its ` +
        "zip file or folder with --data",
    );
  }

  const progress = stderrProgress();
  const figures = new Map<string, Figures>();
  for (const set of sets) {
    progress.update(`${set.name}: reading and embedding its messages`);
    const results = await askAll(set, (done, all) => progress.count(set.name, done, all));
    progress.done(`${set.name}: ${results.length} questions asked`);
    const [tuned, heldOut] = [false, true].map((held) =>
      results.filter(({ asked }) => asked.heldOut === held)
    );
    figures.set(`${set.name}, to tune on`, figuresOf(tuned ?? []));
    figures.set(`${set.name}, held out`, figuresOf(heldOut ?? []));
    if (options.misses) { for (const miss of misses(results)) stderr.line(miss); }
  }
  if (options.json) stdout.json(Object.fromEntries(figures), 2);
  else stdout.line(figuresTable(figures));
  const faults = [...figures].flatMap(([name, figure]) => belowFloors(name, figure));
  if (faults.length > 0) throw new RemedyError(faults.join("; "));
});

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
}
