import type { Worker } from "./cron.ts";
import type { Database } from "../database/database.ts";

/** What the worker works with. */
export interface NetOptions {
  database: Database;
  log(message: string): void;
}

/** As pg_net: how long answers stay. */
const TTL_HOURS = 6;
/** Requests under way at once. A job function may take minutes, and must not hold up others. */
const MOST_AT_ONCE = 32;
/** Notifications wake the worker; this is for what was queued before it listened. */
const LONGEST_SLEEP = 5000;
const PRUNE_EVERY = 60_000;

interface QueuedRequest {
  id: number;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Uint8Array<ArrayBuffer> | null;
  timeout_milliseconds: number;
}

/** A row of net._http_response. */
interface Answer {
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

/**
 * Sends what waits in the queue of the pg_net stand-in and stores the answers. Like the
 * original it is best effort: a request leaves the queue before it is sent.
 *
 * @returns null where there is nothing to do: no pg_net, or the real one
 */
export async function startNet({ database, log }: NetOptions): Promise<Worker | null> {
  const [found] = await database.query<{ present: boolean }>(
    `select to_regclass('net.http_request_queue') is not null
       and current_setting('pg_net.ttl', true) is null as present`,
  );
  if (found?.present !== true) return null;

  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let wake = () => {};
  let woken = true;
  /** Whether the last look left something in the queue, for all that is known. */
  let more = false;
  const signal = () => {
    woken = true;
    wake();
  };
  await database.listen("pg_net", signal);

  const sleep = () =>
    new Promise<void>((resolve) => {
      if (woken) return resolve();
      const timer = setTimeout(resolve, LONGEST_SLEEP);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const answerOne = async (request: QueuedRequest) => {
    const answer = await send(request, stopping.signal);
    if (!stopping.signal.aborted) await store(database, request.id, answer);
  };

  const loop = async () => {
    let pruned = -Infinity;
    while (!stopping.signal.aborted) {
      woken = false;
      try {
        const room = MOST_AT_ONCE - underWay.size;
        const taken = room > 0 ? await take(database, room) : [];
        more = taken.length === room;
        for (const request of taken) {
          const work = answerOne(request)
            .catch((error) => log(`The answer to request ${request.id} was lost: ${error}`))
            .finally(() => {
              underWay.delete(work);
              if (more) signal();
            });
          underWay.add(work);
        }
        if (performance.now() - pruned > PRUNE_EVERY) {
          pruned = performance.now();
          await prune(database);
        }
      } catch (error) {
        if (!stopping.signal.aborted) log(`The queue of pg_net could not be read: ${error}`);
      }
      await sleep();
    }
  };
  const done = loop();

  return {
    async stop() {
      stopping.abort();
      signal();
      await done;
      await Promise.all(underWay);
    },
  };
}

async function take(database: Database, most: number): Promise<QueuedRequest[]> {
  return await database.query<QueuedRequest>(
    `delete from net.http_request_queue
     where id in (
       select id from net.http_request_queue order by id limit $1 for update skip locked)
     returning id, method, url, headers, body, timeout_milliseconds`,
    [most],
  );
}

async function store(database: Database, id: number, answer: Answer): Promise<void> {
  await database.query(
    `insert into net._http_response
       (id, status_code, content_type, headers, content, timed_out, error_msg)
     values ($1, $2, $3, $4::text::jsonb, $5, $6, $7)`,
    [
      id,
      answer.status_code,
      answer.content_type,
      answer.headers && storable(JSON.stringify(answer.headers)),
      answer.content && storable(answer.content),
      answer.timed_out,
      answer.error_msg,
    ],
  );
}

async function prune(database: Database): Promise<void> {
  await database.query(
    "delete from net._http_response where created < now() - make_interval(hours => $1)",
    [TTL_HOURS],
  );
}

/** Sends one request. Never throws: what goes wrong is the answer. */
async function send(request: QueuedRequest, stopping: AbortSignal): Promise<Answer> {
  const nothing = { status_code: null, content_type: null, headers: null, content: null };
  // As pg_net; and fetch would read local files otherwise.
  if (!/^https?:\/\//i.test(request.url)) {
    return { ...nothing, timed_out: false, error_msg: "Unsupported protocol" };
  }
  const timeout = AbortSignal.timeout(request.timeout_milliseconds);
  try {
    const response = await fetch(request.url, {
      method: request.method.toUpperCase(),
      headers: request.headers ?? {},
      body: request.body,
      signal: AbortSignal.any([timeout, stopping]),
    });
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      content: await response.text(),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    if (timeout.aborted) {
      const message = `Timeout of ${request.timeout_milliseconds} ms reached`;
      return { ...nothing, timed_out: true, error_msg: message };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { ...nothing, timed_out: false, error_msg: message };
  }
}

/** Postgres text cannot hold a null character, nor jsonb its escape. */
function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").replaceAll("\\u0000", "\\ufffd");
}
