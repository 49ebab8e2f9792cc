import { fileURLToPath } from "node:url";
import { TextLineStream } from "../../../../supabase/embedded/functions/lines.ts";
import type { RunnerOptions } from "./runner_options.ts";

const RUNNER = fileURLToPath(new URL("./runner.ts", import.meta.url));

/** A line that a worker printed. */
export interface WorkerLine {
  at?: number;
  name?: string;
  report?: Record<string, unknown>;
  failed?: string;
  boundaries?: number;
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  /** Lines so far. */
  readonly lines: WorkerLine[];
  /** Resolves when it waits at its boundary, or ended without reaching it. */
  readonly stoppedOrEnded: Promise<WorkerLine | null>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** Starts a worker. Whoever starts it waits for `ended`. */
export function startWorker(options: RunnerOptions): WorkerProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", RUNNER, JSON.stringify(options)],
    stdin: "null",
    stdout: "piped",
    // Log lines of a worker that is meant to fail say nothing new; FAULT_LOG=1 shows them.
    stderr: Deno.env.get("FAULT_LOG") ? "inherit" : "null",
  }).spawn();
  const lines: WorkerLine[] = [];
  let stopped: (line: WorkerLine | null) => void = () => {};
  const stoppedOrEnded = new Promise<WorkerLine | null>((resolve) => stopped = resolve);
  const read = async () => {
    const texts = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
      new TextLineStream(),
    );
    for await (const text of texts) {
      const line: WorkerLine = JSON.parse(text);
      lines.push(line);
      if (line.at !== undefined) stopped(line);
    }
    await child.status;
    stopped(null);
  };
  return {
    lines,
    stoppedOrEnded,
    ended: read(),
    signal(name) {
      try {
        child.kill(name);
      } catch {
        // It has ended already.
      }
    },
  };
}

/** Lets a worker work to its end; returns what its last run said. */
export async function runWorker(options: RunnerOptions): Promise<WorkerLine> {
  const worker = startWorker(options);
  await worker.ended;
  const last = worker.lines.at(-1);
  if (!last) throw new Error(`The ${options.job} worker said nothing`);
  return last;
}

/**
 * Starts a worker that stops at boundary `at`, and kills it there with SIGKILL.
 *
 * @returns the name of the boundary, or null where the work ended before
 */
export async function killAt(options: RunnerOptions, at: number): Promise<string | null> {
  const worker = startWorker({ ...options, stopAt: at });
  const line = await worker.stoppedOrEnded;
  worker.signal("SIGKILL");
  await worker.ended;
  return line?.name ?? null;
}
