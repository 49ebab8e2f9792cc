import { AsyncLocalStorage } from "node:async_hooks";

/** Where what @supabase/lite prints goes. */
export interface Listener {
  /** One line that may be kept: no value of a statement is in it. */
  log(message: string): void;
  /** Each error that is printed, as it is; not to be kept. */
  onError?(error: Error): void;
}

const METHODS = ["error", "warn", "log", "info", "debug"] as const;

const inside = new AsyncLocalStorage<Listener>();
const wrapped = new WeakSet<(...values: unknown[]) => void>();

/**
 * Runs @supabase/lite with what it prints cut down to what may be logged. By itself it prints
 * each failed statement with its parameters, and those are people's messages and secrets.
 */
export function quietly<T>(listener: Listener, work: () => Promise<T>): Promise<T> {
  install();
  return inside.run(listener, work);
}

/** Wraps what the console has now, which somebody may have replaced since the last time. */
function install(): void {
  for (const method of METHODS) {
    const print = console[method];
    if (wrapped.has(print)) continue;
    const wrapper = (...values: unknown[]) => {
      const listener = inside.getStore();
      if (!listener) return print(...values);
      const error = values.find((value) => value instanceof Error);
      // The log may print to the console itself: outside, or it would end here again.
      inside.exit(() => {
        if (error) listener.onError?.(error);
        listener.log(summary(error));
      });
    };
    wrapped.add(wrapper);
    console[method] = wrapper;
  }
}

/**
 * The code of an error, or the message of a defect in the program. Any other message may quote
 * what somebody sent.
 */
function summary(error: Error | undefined): string {
  if (!error) return "The API printed a message";
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string") return `The API answered an error: ${code}`;
  const isDefect = error instanceof TypeError || error instanceof RangeError ||
    error instanceof ReferenceError;
  return `The API answered an error: ${isDefect ? error.message : error.name}`;
}
