/** A mailbox that is read as in production: by the job, over the whole connector, into Postgres. */
import { z } from "zod";
import { webhookApp } from "../../../shared/apps/webhook.ts";
import type { Connector } from "../../../shared/connectors/connector.ts";
import { createConnector } from "../../../shared/connectors/outlook/connector.ts";
import { OutlookCursor } from "../../../shared/connectors/outlook/live/cursors.ts";
import { NEEDED_SCOPES } from "../../../shared/connectors/outlook/live/oauth.ts";
import type { Rpc } from "../../../shared/database/rpc.ts";
import { ingestJob } from "../../../shared/jobs/ingest/ingest_job.ts";
import { createBudget } from "../../../shared/jobs/worker/budget.ts";
import { personOf } from "../../providers/outlook/people.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { differences, type Stored } from "../../unit/connectors/outlook/compared.ts";
import { attachmentsOf } from "../../unit/connectors/outlook/live_fixture.ts";
import type { Scene } from "../../unit/connectors/outlook/scene.ts";
import type { FunctionApp } from "../functions.ts";
import { startTestStack, type TestStack } from "../stack.ts";
import { Crash, crashing, linkAccount, type LinkedPerson } from "./timeline.ts";

/** What a reading may take before it is said to have no end. */
const MOST_ATTEMPTS = 100;

/** A stack and a Microsoft, whose clock each mailbox goes by. */
export class OutlookHouse implements AsyncDisposable {
  private constructor(
    readonly outlook: OutlookServer,
    readonly test: TestStack,
    readonly clock: { now: number },
    private readonly http: Deno.HttpServer,
  ) {}

  static async start(): Promise<OutlookHouse> {
    // Later than the database's clock, or every subscription would be due again at once.
    const clock = { now: Date.parse("2050-03-18T12:00:00Z") };
    const outlook = await OutlookServer.start({ now: () => clock.now });
    let app: FunctionApp = { fetch: () => new Response(null, { status: 503 }) };
    const http = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => app.fetch(request),
    );
    const { clientId, clientSecret, redirectUris } = outlook.identity.registration;
    const test = await startTestStack({
      env: {
        ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
        OUTLOOK_CLIENT_ID: clientId,
        OUTLOOK_CLIENT_SECRET: clientSecret,
        OUTLOOK_REDIRECT_URI: redirectUris[0] ?? "",
        OUTLOOK_LOGIN_URL: outlook.loginUrl,
        OUTLOOK_GRAPH_URL: outlook.graphUrl,
        OUTLOOK_NOTIFICATION_URL: `http://127.0.0.1:${
          (http.addr as Deno.NetAddr).port
        }/webhook-outlook`,
      },
    });
    app = webhookApp("outlook", test.services);
    return new OutlookHouse(outlook, test, clock, http);
  }

  /** Somebody new, who has just linked their mailbox. */
  async moveIn(): Promise<OutlookFollower> {
    const { outlook, test, clock } = this;
    const person = personOf(`Somebody ${crypto.randomUUID().slice(0, 8)}`);
    outlook.add(person);
    const linked = await linkAccount(test, "outlook", person.id);
    const { access_token, refresh_token = null } = outlook.issue(
      [...NEEDED_SCOPES, "offline_access"],
      person.id,
    );
    await (await test.services.linking()).tokens.link({
      userId: linked.userId,
      provider: "outlook",
      providerAccountId: person.id,
      metadata: { user: person.id, addresses: [person.mail ?? ""] },
      token: { access: access_token, refresh: refresh_token, expiresAt: null, scopes: null },
    });
    const realNow = () => new Date(clock.now);
    const connector = createConnector({ ...test.services, realNow });
    return new OutlookFollower(this, person.id, linked, connector);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.outlook.subscriptions.settled();
    await this.http.shutdown();
    await this.test[Symbol.asyncDispose]();
    await this.outlook[Symbol.asyncDispose]();
  }
}

/** One linked mailbox. */
export class OutlookFollower implements Scene {
  constructor(
    private readonly house: OutlookHouse,
    private readonly owner: string,
    private readonly linked: LinkedPerson,
    private readonly connector: Connector<OutlookCursor>,
  ) {}

  get server() {
    return this.house.outlook;
  }

  get mailbox() {
    return this.server.mailbox(this.owner);
  }

  at(minutes: number): Date {
    return new Date(this.house.clock.now + minutes * 60_000);
  }

  pass(minutes: number): void {
    this.house.clock.now += minutes * 60_000;
  }

  async leaveOut(folders: readonly string[]): Promise<void> {
    const { userId: for_user, accountId: account } = this.linked;
    const selection = { include: [], exclude: [...folders] };
    await this.#internal("choose_resources", { for_user, account, selection });
  }

  /** As often as the job is asked to come back; waits on the simulated clock where it is told to. */
  async read(pages: number): Promise<void> {
    const when = pages % 2 === 0 ? "before" : "after";
    const rpc = pages === Infinity ? this.#internal : crashing(this.#internal, pages + 1, when);
    const handler = ingestJob(rpc, () => Promise.resolve(this.connector));
    const { userId: user_id, accountId: linked_account_id } = this.linked;
    const message = { type: "ingest" as const, version: 1 as const, user_id, linked_account_id };
    try {
      for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
        await this.#free();
        const job = { id: 1, attempts, message };
        const [ending] = await handler.handle([job], createBudget(() => 0, 3600));
        if (ending?.result === "dead") throw new Error(`The job died of ${ending.cause}`);
        const delay = ending?.result === "done" ? ending.next?.[0]?.delaySeconds : 2;
        if (delay === undefined) return await this.#stillLinked();
        this.pass(delay / 60);
      }
      throw new Error("The reading comes to no end");
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }

  async readPushed(): Promise<void> {
    const { outlook, test } = this.house;
    await outlook.subscriptions.settled();
    const waiting = await test.stack.sql(
      "delete from pgmq.q_ingest where message ->> 'linked_account_id' = $1 returning 1",
      [this.linked.accountId],
    );
    if (waiting.length > 0) await this.read(Infinity);
  }

  /** Everything in which what is stored is not as the mailbox. */
  async differences(): Promise<string[]> {
    const windows = new Map<string, { start: number; end: number }>();
    const cursors = await this.house.test.stack.sql<{ resource: string; cursor: unknown }>(
      "select resource, cursor from internal.sync_cursors where linked_account_id = $1",
      [this.linked.accountId],
    );
    for (const { resource, cursor } of cursors) {
      const known = OutlookCursor.safeParse(cursor).data;
      if (known?.kind !== "calendar") continue;
      windows.set(resource, { start: Date.parse(known.from), end: Date.parse(known.to) });
    }
    return differences(this.mailbox, await this.#stored(), (of) => windows.get(of) ?? null);
  }

  get #internal(): Rpc {
    return this.house.test.services.internal;
  }

  /** A lease outlives its crashed holder, and the database waits by its own clock. */
  async #free(): Promise<void> {
    await this.house.test.stack.sql(
      `update internal.account_leases set expires_at = '-infinity', waiting_until = null
       where linked_account_id = $1`,
      [this.linked.accountId],
    );
  }

  async #stillLinked(): Promise<void> {
    const [row] = await this.house.test.stack.sql<{ status: string; status_reason: string }>(
      "select status, status_reason from public.linked_accounts where id = $1",
      [this.linked.accountId],
    );
    if (row?.status !== "active") throw new Error(`The account is ${row?.status_reason}`);
  }

  async #stored(): Promise<Stored[]> {
    const rows = await this.house.test.stack.sql(
      `select source, external_id, event_type, place, raw, deleted_at is not null as deleted
       from public.events where user_id = $1`,
      [this.linked.userId],
    );
    return z.array(row).parse(rows).map(({ external_id, event_type, place, raw, ...rest }) => ({
      ...rest,
      externalId: external_id,
      subject: String(raw["subject"]),
      place: place ?? "",
      cancelled: event_type === "calendar_cancelled",
      attachments: attachmentsOf(raw),
    }));
  }
}

const row = z.object({
  source: z.enum(["outlook", "calendar"]),
  external_id: z.string(),
  event_type: z.string(),
  place: z.string().nullable(),
  raw: z.record(z.string(), z.unknown()),
  deleted: z.boolean(),
});
