import assert from "node:assert/strict";
import { quietly } from "../../../supabase/embedded/api/quiet.ts";

Deno.test("quietly() logs the code of a database error, and none of its values", async () => {
  const printed: unknown[][] = [];
  const logged: string[] = [];
  const original = console.error;
  console.error = (...values: unknown[]) => printed.push(values);
  try {
    const failure = Object.assign(new Error('invalid input: "secret words"'), {
      code: "22P02",
      params: ["secret words"],
    });
    const errors: Error[] = [];
    // A log that prints to the console: it must not end in itself.
    const listener = {
      log: (message: string) => {
        logged.push(message);
        console.error(message);
      },
      onError: (error: Error) => errors.push(error),
    };
    await quietly(listener, async () => {
      console.error(failure);
      await new Promise((resolve) => setTimeout(resolve, 1));
      console.error("Auth error:", new TypeError("x is not a function"));
      console.error("secret words");
    });
    assert.deepEqual(logged, [
      "The API answered an error: 22P02",
      "The API answered an error: x is not a function",
      "The API printed a message",
    ]);
    assert.deepEqual(printed, logged.map((line) => [line]));
    assert.deepEqual(errors.map(({ message }) => message), [
      'invalid input: "secret words"',
      "x is not a function",
    ]);
    printed.length = 0;
    console.error("outside");
    assert.deepEqual(printed, [["outside"]]);
  } finally {
    console.error = original;
  }
});

Deno.test("quietly() ends where the log itself prints to the console", async () => {
  const printed: unknown[][] = [];
  const original = { error: console.error, log: console.log };
  console.error = (...values: unknown[]) => printed.push(values);
  try {
    console.log = console.error;
    await quietly({ log: (message) => console.error(message) }, () => {
      console.error(Object.assign(new Error("x"), { code: "42703" }));
      return Promise.resolve();
    });
    assert.deepEqual(printed, [["The API answered an error: 42703"]]);
  } finally {
    Object.assign(console, original);
  }
});
