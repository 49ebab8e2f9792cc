import { AsyncLocalStorage } from "node:async_hooks";

type Log = (message: string) => void;

const inside = new AsyncLocalStorage<Log>();
let installed = false;

/**
 * Runs @supabase/lite with its error output cut down to what may be logged. By itself it prints
 * each failed statement with its parameters, and those are people's messages and secrets.
 */
export function quietly<T>(log: Log, work: () => Promise<T>): Promise<T> {
  if (!installed) {
    installed = true;
    const print = console.error;
    console.error = (...values: unknown[]) => {
      const redirected = inside.getStore();
      if (redirected) redirected(summary(values));
      else print(...values);
    };
  }
  return inside.run(log, work);
}

/** The SQLSTATE of a database error, the message of any other; never a value. */
function summary(values: readonly unknown[]): string {
  const error = values.find((value) => value instanceof Error);
  if (!error) return "The API reported an error";
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? `The API answered an error: ${code}` : error.message;
}
