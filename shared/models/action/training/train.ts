/**
 * Trains the action-request classifier and writes its weights. The same data give the same bytes.
 *
 * deno run --allow-read --allow-write shared/models/action/training/train.ts --data=<file.tsv>
 */
import { nearDuplicateGroups, readRows } from "./dataset.ts";
import { OPTIONS, toExamples, trainModel } from "./trainer.ts";

const OUTPUT = new URL("../weights.ts", import.meta.url);

async function main(): Promise<number> {
  const path = Deno.args.find((argument) => argument.startsWith("--data="))?.slice(7) ??
    "../shared/data/email-intent/train.tsv";
  try {
    const rows = readRows(path);
    const model = trainModel(toExamples(rows), nearDuplicateGroups(rows));
    const digest = await crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode(rows.map(({ text, label }) => `${label}\t${text}\n`).join("")),
    );
    const dataHash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const trained = {
      rows: rows.length,
      requests: rows.filter(({ label }) => label === 1).length,
      dataHash,
      options: OPTIONS,
    };
    const source = [
      "// Written by shared/models/action/training/train.ts. Do not edit.",
      'import type { EncodedModel } from "./model.ts";',
      "",
      "/** What the weights were trained from; the hash covers labels and sentences in order. */",
      `export const TRAINED = ${JSON.stringify(trained, null, 2)} as const;`,
      "",
      `export const WEIGHTS: EncodedModel = ${JSON.stringify(model, null, 2)};`,
      "",
    ].join("\n");
    Deno.writeTextFileSync(OUTPUT, source);
    console.log(
      `Trained on ${rows.length} sentences, threshold ${model.threshold}, ${source.length} bytes of weights`,
    );
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main());
