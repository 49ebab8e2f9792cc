import { z } from "zod";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { healthApp } from "../../../shared/apps/health.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { importSlackExport } from "../../../shared/connectors/slack/export/import_export.ts";
import { zipFiles } from "../../../shared/connectors/slack/export/zip_files.ts";
import { parseTimeWindow } from "../../../shared/agents/time/time_window.ts";
import { ask } from "../../support/functions.ts";
import type { TestStack, TestUser } from "../../support/stack.ts";
import { bomb } from "./zip_bomb.ts";

/** One attack: what it did once, and what comes of it now. */
export interface Attack {
  name: string;
  /** What it cost when it was found, as it was reported then. */
  before: string;
  /** Prepares what needs no measuring, and gives what is measured; that tells what came of it. */
  prepare(
    stack: TestStack,
    person: TestUser,
  ): Promise<() => Promise<string>> | (() => Promise<string>);
}

const NOW = new Date("2026-03-18T15:30:00Z");

/** A prompt over HTTP; tells status and what window was read from it. */
function prompted(name: string, before: string, prompt: string): Attack {
  return {
    name,
    before,
    prepare: (stack, person) => async () => {
      const response = await ask(promptsApp(stack.services), "/prompts", {
        token: person.token,
        body: { prompt },
      });
      await response.body?.cancel();
      return `${response.status}`;
    },
  };
}

function parsed(name: string, before: string, text: string): Attack {
  return {
    name,
    before,
    prepare: () => () => {
      const window = parseTimeWindow(text, NOW, "UTC");
      return Promise.resolve(window === null ? "no window" : "a window");
    },
  };
}

/** An SQL call with something oversized; tells the refusal. */
function called(name: string, before: string, sql: string): Attack {
  return {
    name,
    before,
    prepare: ({ stack }, person) => async () => {
      try {
        await stack.sql(sql, [person.id]);
        return "answered";
      } catch (error) {
        return `refused: ${error instanceof Error ? error.message.slice(0, 70) : error}`;
      }
    },
  };
}

async function write(
  person: TestUser,
  table: "notes" | "calendar_events" | "entities",
  rows: object[],
): Promise<string> {
  const { error } = await person.client.from(table).insert(rows);
  return error ? `refused ${error.code}: ${error.message.slice(0, 80)}` : "stored";
}

const answer = z.object({ response: z.object({ answer: z.string().optional() }) });

/** The findings that cost time or memory, each as it was carried out. */
export const attacks: Attack[] = [
  prompted(
    '"1h" twelve times, five spaces between, over HTTP',
    "17.9 s of CPU",
    `summarize ${Array(12).fill("1h").join("     ")}`,
  ),
  parsed(
    '"1h" 45 times (277 characters)',
    "every function stopped",
    Array(45).fill("1h").join("    "),
  ),
  parsed('"2 days" with three spaces, 4,000 characters', "77 s", "2   days ".repeat(444)),
  parsed("4,000 digits", "-", "1".repeat(4000)),
  parsed('"last " and 3,990 spaces', "-", `last ${" ".repeat(3990)}x`),
  called(
    "search_hybrid with 1 MB of words",
    "19.5 s natively; killed the embedded database at 50 KB",
    "select 1 from public.search_hybrid((select repeat('word ', 200000)), for_user => $1)",
  ),
  called(
    "search_hybrid with 50 KB of words",
    "killed the embedded database",
    "select 1 from public.search_hybrid((select repeat('word ', 10000)), for_user => $1)",
  ),
  {
    name: "30 notes of 20,000 characters and a question of 4,000",
    before: "12.4 s, everybody waited",
    async prepare(stack, person) {
      const body = "the stage plan of the hall says who stands where and why ".repeat(350);
      await write(
        person,
        "notes",
        Array.from({ length: 30 }, (_, index) => ({ title: `Plan ${index}`, body })),
      );
      const prompt = `which plan says where ${"who stands where and why ".repeat(150)}?`.slice(
        0,
        4000,
      );
      return async () => {
        const response = await ask(promptsApp(stack.services), "/prompts", {
          token: person.token,
          body: { prompt },
        });
        const text = await response.text();
        return `${response.status}, ${
          answer.safeParse(JSON.parse(text)).success ? "an answer" : "a problem"
        } of ${text.length} characters`;
      };
    },
  },
  {
    name: "40 notes of 200,000 characters",
    before: "another's vector after 389 s instead of 10",
    prepare: (_, person) => () =>
      write(
        person,
        "notes",
        Array.from({ length: 40 }, () => ({ title: "long", body: "word ".repeat(40_000) })),
      ),
  },
  {
    name: "100,000 entities in one statement",
    before: "stood before everyone",
    prepare: ({ stack }, person) => {
      // supabase-js would take the square of their number to name the columns.
      const rows = Array.from({ length: 100_000 }, (_, index) => ({
        kind: "person",
        name: `P ${index}`,
      }));
      const body = JSON.stringify(rows);
      return async () => {
        const response = await fetch(`${stack.url}/rest/v1/entities`, {
          method: "POST",
          headers: {
            apikey: stack.publishableKey,
            authorization: `Bearer ${person.token}`,
            "content-type": "application/json",
          },
          body,
        });
        return `${response.status}, ${(await response.text()).slice(0, 90)}`;
      };
    },
  },
  {
    name: "10,000 calendar events, listed",
    before: "an answer of 202 MB, 1 GB of memory",
    async prepare(stack, person) {
      const at = (hour: number) => new Date(NOW.getTime() + hour * 3_600_000).toISOString();
      for (let start = 0; start < 10_000; start += 1000) {
        const stored = await write(
          person,
          "calendar_events",
          Array.from({ length: 1000 }, (_, index) => ({
            title: "x".repeat(200),
            description: "y".repeat(5000),
            start_at: at(start + index),
            end_at: at(start + index + 1),
          })),
        );
        if (stored !== "stored") throw new Error(stored);
      }
      return async () => {
        const response = await ask(calendarApp(stack.services), "/calendar/events", {
          token: person.token,
        });
        return `${response.status}, ${(await response.text()).length} characters`;
      };
    },
  },
  {
    name: "a zip of 200 KB that unpacks to 190 MB",
    before: "5.6 GB of memory",
    async prepare(stack, person) {
      const zip = await bomb(190);
      return async () => {
        const report = await importSlackExport(
          stack.services.internal,
          person.id,
          await zipFiles("bomb", zip),
        ).catch((error: unknown) => String(error));
        return typeof report === "string"
          ? report.slice(0, 90)
          : `${report.stored.inserted} events, ${report.problems.length} problems`;
      };
    },
  },
  {
    name: "/health/ready a hundred times",
    before: "a scan of the queues each",
    prepare: (stack) => async () => {
      const app = healthApp(stack.services);
      const seen = new Map<number, number>();
      for (let call = 0; call < 100; call++) {
        const response = await ask(app, "/health/ready", { undescribed: true });
        await response.body?.cancel();
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      }
      return [...seen].map(([status, count]) => `${count} times ${status}`).join(", ");
    },
  },
  {
    name: "15,000 unknown keys in a prompt",
    before: "an error of 1.2 MB",
    prepare: (stack, person) => async () => {
      const body = {
        prompt: "hi",
        ...Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`k${index}`, 1])),
      };
      const response = await ask(promptsApp(stack.services), "/prompts", {
        token: person.token,
        body,
      });
      return `${response.status}, ${(await response.text()).length} characters`;
    },
  },
  {
    name: "250 prompts at once around an edge of the minute",
    before: "240 were let through in 23 s",
    prepare: (stack, person) => async () => {
      const app = promptsApp(stack.services);
      const statuses = await Promise.all(Array.from({ length: 250 }, async () => {
        const response = await ask(app, "/prompts/00000000-0000-4000-8000-000000000000", {
          token: person.token,
        });
        await response.body?.cancel();
        return response.status;
      }));
      return `${statuses.filter((status) => status === 429).length} refused with 429`;
    },
  },
];
