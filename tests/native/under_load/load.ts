import postgres, { type Sql, type TransactionSql } from "postgres";

/** The column that a version of the functions knows the place of an event by. */
export type Version = "location" | "place";

/** Requests of one version of the functions, one after the other from several clients, until stopped. */
export interface Load extends AsyncDisposable {
  /** Requests answered so far. */
  readonly answered: number;
  /** Milliseconds of the slowest one. */
  readonly slowest: number;
  /** What was refused, or answered wrongly. */
  readonly failures: readonly string[];
  /** Waits until this many more requests are answered, or one has failed. */
  progress(requests: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Does what the Data API does for a version of the functions: each request is a transaction as the
 * person, under the API's statement timeout, with the columns named. What it writes it reads back.
 */
export function startLoad(url: string, people: readonly string[], version: Version): Load {
  const sql = postgres(url, { max: people.length, onnotice: () => {} });
  const failures: string[] = [];
  let answered = 0;
  let slowest = 0;
  let stopped = false;
  let waiting: { until: number; resolve: () => void }[] = [];
  const count = () => {
    waiting = waiting.filter(({ until, resolve }) => {
      if (answered < until && failures.length === 0) return true;
      resolve();
      return false;
    });
  };
  const client = async (person: string) => {
    for (let round = 0; !stopped; round++) {
      const start = performance.now();
      try {
        answered += await requests(sql, person, version, `${person} ${version} ${round}`);
      } catch (error) {
        failures.push(`${version}: ${error instanceof Error ? error.message : error}`);
        stopped = true;
      }
      slowest = Math.max(slowest, performance.now() - start);
      count();
    }
  };
  const clients = people.map(client);
  const stop = async () => {
    stopped = true;
    await Promise.all(clients);
    await sql.end({ timeout: 5 });
  };
  return {
    get answered() {
      return answered;
    },
    get slowest() {
      return slowest;
    },
    failures,
    progress: (more) =>
      new Promise((resolve) => {
        waiting.push({ until: answered + more, resolve });
        count();
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Creates, reads, changes, lists and deletes one event. Returns how many requests that was. */
async function requests(sql: Sql, person: string, version: Version, text: string): Promise<number> {
  const column = sql(version);
  const as = <T>(work: (request: TransactionSql) => Promise<T>) =>
    sql.begin(async (request) => {
      const claims = JSON.stringify({ sub: person, role: "authenticated" });
      await request`select set_config('role', 'authenticated', true),
        set_config('statement_timeout', '8s', true), set_config('request.jwt.claims', ${claims}, true)`;
      return await work(request);
    });
  const expect = (found: unknown, wanted: string) => {
    if (found !== wanted) throw new Error(`read ${found} where ${wanted} was written`);
  };
  const [made] = await as((request) =>
    request<{ id: string; found: string }[]>`insert into public.calendar_events
      (title, start_at, end_at, ${column}) values ('Call', now(), now(), ${text})
      returning id, ${column} as found`
  );
  expect(made?.found, text);
  const id = made?.id ?? "";
  const [changed] = await as((request) =>
    request<{ found: string }[]>`update public.calendar_events set ${column} = ${`${text}, moved`}
      where id = ${id} returning ${column} as found`
  );
  expect(changed?.found, `${text}, moved`);
  // A change of something else must leave it alone.
  await as((request) =>
    request`update public.calendar_events set title = 'Later' where id = ${id}`
  );
  const [read] = await as((request) =>
    request<{ found: string }[]>`select ${column} as found from public.calendar_events
      where id = ${id}`
  );
  expect(read?.found, `${text}, moved`);
  await as((request) => request`delete from public.calendar_events where id = ${id}`);
  return 5;
}
