import { join } from "node:path";
import { z } from "zod";

// What a second start on the same data needs to be the same project again.
const stateSchema = z.object({
  pid: z.int(),
  /** Empty while nothing serves. */
  url: z.string(),
  publishable_key: z.string().startsWith("sb_publishable_"),
  secret_key: z.string().startsWith("sb_secret_"),
  jwt_secret: z.string().min(32),
  embeddings_key: z.string().min(16),
  /** Whatever whoever starts the stack wants to find again. */
  notes: z.record(z.string(), z.unknown()).default({}),
});

/** The keys of a project, its address while it runs, and the process that runs it. */
export type State = z.infer<typeof stateSchema>;

/** The data folder cannot be used. The message says why and what to do. */
export class DataFolderError extends Error {
  override name = "DataFolderError";
}

/** Where a project keeps its state: in a folder that it holds, or in memory. */
export interface StateStore {
  readonly state: State;
  /** Where the database lives; null for memory. */
  readonly databaseFolder: string | null;
  update(changes: Partial<State>): Promise<void>;
  /** Lets others use the folder. */
  release(): Promise<void>;
}

/** Random key text: 32 bytes, 43 characters of base64url. */
function randomKey(): string {
  return crypto.getRandomValues(new Uint8Array(32))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

function freshState(): State {
  return {
    pid: Deno.pid,
    url: "",
    publishable_key: `sb_publishable_${randomKey()}`,
    secret_key: `sb_secret_${randomKey()}`,
    jwt_secret: randomKey(),
    embeddings_key: `local-${randomKey()}`,
    notes: {},
  };
}

/** State that ends with the process. */
export function memoryState(): StateStore {
  let state = freshState();
  return {
    get state() {
      return state;
    },
    databaseFolder: null,
    update: (changes) => {
      state = { ...state, ...changes };
      return Promise.resolve();
    },
    release: () => Promise.resolve(),
  };
}

/**
 * Takes a data folder, and makes it where it does not exist. The keys are in `stack.json`
 * (readable by the owner alone); a lock on `stack.lock` that ends with the process, however it
 * ends, keeps a second process out.
 *
 * @throws DataFolderError where another process holds the folder, it cannot be written, or its
 *   stack.json is broken
 */
export async function openDataFolder(folder: string): Promise<StateStore> {
  const file = join(folder, "stack.json");
  const lock = await takeLock(folder, file);
  try {
    let state: State = { ...await readState(file) ?? freshState(), pid: Deno.pid, url: "" };
    await writeState(file, state);
    return {
      get state() {
        return state;
      },
      databaseFolder: join(folder, "database"),
      async update(changes) {
        state = { ...state, ...changes };
        await writeState(file, state);
      },
      async release() {
        // Nobody is to look for the stack at an address that is gone.
        await writeState(file, { ...state, url: "" });
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

async function takeLock(folder: string, stateFile: string): Promise<Deno.FsFile> {
  let lock: Deno.FsFile;
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    lock = await Deno.open(join(folder, "stack.lock"), { create: true, write: true, mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataFolderError(`The data folder ${folder} cannot be written: ${reason}`);
  }
  if (await lock.tryLock(true)) return lock;
  lock.close();
  const holder = await readState(stateFile).catch(() => null);
  throw new DataFolderError(
    `The data folder ${folder} is in use` +
      (holder ? ` by process ${holder.pid} (${holder.url || "starting"})` : "") +
      "; stop that one first or choose another folder with --data",
  );
}

async function readState(file: string): Promise<State | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    // The content is secret, so the reason is not quoted.
    throw new DataFolderError(
      `${file} is not what this program wrote; restore it, or remove it to get new keys`,
    );
  }
}

/** Written beside and renamed, so that a crash leaves the old or the new file. */
async function writeState(file: string, state: State): Promise<void> {
  const draft = `${file}.${Deno.pid}`;
  await Deno.writeTextFile(draft, JSON.stringify(state, null, 2) + "\n", { mode: 0o600 });
  await Deno.rename(draft, file);
}
