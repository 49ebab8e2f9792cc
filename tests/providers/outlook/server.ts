/**
 * A loopback Microsoft: the identity platform v2 and what of Graph v1.0 reads mail and calendars,
 * over mailboxes that really change. It refuses what Microsoft refuses and fails when it is told to.
 */
import type { Route } from "./call.ts";
import type { Fault, OutlookRequest } from "./faults.ts";
import { failing } from "./faults.ts";
import { attachmentRoutes } from "./attachments.ts";
import { calendarRoutes } from "./calendar_routes.ts";
import { viewRoutes } from "./calendar_view.ts";
import { folderRoutes } from "./folders.ts";
import { Graph } from "./graph.ts";
import { GraphFailure } from "./graph_failure.ts";
import type { Grants, Issued } from "./grants.ts";
import { listen, type Listener, type Outgoing } from "./http.ts";
import { type Consent, Identity, type Registration } from "./identity.ts";
import { Mailbox } from "./mailbox.ts";
import { messageRoutes } from "./messages.ts";
import { type Person, personOf } from "./people.ts";
import { profileRoutes } from "./profile.ts";
import { subscriptionRoutes } from "./subscription_routes.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface OutlookServerOptions {
  registration?: Partial<Registration>;
  tenantId?: string;
  /** Whose mailboxes there are; one person unless given. */
  people?: Person[];
  /** Milliseconds; everything that expires goes by it. */
  now?: () => number;
  /** Seconds that an access token lives; at Microsoft between 60 and 90 minutes. */
  accessLife?: () => number;
  /** Granted scopes are written with their resource, as for personal accounts. */
  qualifiedScopes?: boolean;
  /** An update in a delta tells only what changed, unless false. */
  partialUpdates?: boolean;
  /**
   * A delta says which events of a series no longer take place. By experiment Microsoft does not
   * (microsoftgraph/microsoft-graph-docs #4501): the series comes again, without them.
   */
  tellsSkipped?: boolean;
}

export class OutlookServer implements AsyncDisposable {
  readonly people = new Map<string, Person>();
  readonly mailboxes = new Map<string, Mailbox>();
  readonly identity: Identity;
  readonly graph: Graph;
  readonly subscriptions: Subscriptions;
  readonly tenantId: string;
  readonly requests: OutlookRequest[] = [];
  /** Requests that no client of Microsoft's may make, with what was wrong. */
  readonly violations: string[] = [];
  /** Asked for each request that may pass; what it returns happens instead. */
  fault: (request: OutlookRequest) => Fault | null | Promise<Fault | null> = () => null;
  readonly #now: () => number;
  #listener: Listener | undefined;

  private constructor(options: OutlookServerOptions) {
    this.#now = options.now ?? Date.now;
    this.tenantId = options.tenantId ?? crypto.randomUUID();
    this.subscriptions = new Subscriptions({ tenantId: this.tenantId, now: this.#now });
    for (const person of options.people ?? [personOf("Ada Lovelace")]) this.add(person);
    const violation = (text: string) => this.violations.push(text);
    this.identity = new Identity({
      registration: {
        clientId: crypto.randomUUID(),
        clientSecret: `secret~${crypto.randomUUID()}`,
        redirectUris: ["https://project.example.test/outlook/callback"],
        audience: "AzureADandPersonalMicrosoftAccount",
        ...options.registration,
      },
      tenantId: this.tenantId,
      people: this.people,
      now: this.#now,
      accessLife: options.accessLife ?? (() => 4271),
      qualifiedScopes: options.qualifiedScopes ?? false,
      base: () => this.loginUrl,
      violation,
    });
    const routes: Route[] = [
      ...profileRoutes,
      ...folderRoutes,
      ...messageRoutes(options.partialUpdates ?? true),
      ...attachmentRoutes,
      ...calendarRoutes,
      ...viewRoutes(options.tellsSkipped ?? false),
      ...subscriptionRoutes(this.subscriptions),
    ];
    this.graph = new Graph({
      routes,
      grants: this.identity.grants,
      mailboxes: this.mailboxes,
      now: this.#now,
      base: () => this.graphUrl,
      fault: (request) => this.fault(request),
      onRequest: (request) => this.requests.push(request),
      violation,
    });
  }

  static async start(options: OutlookServerOptions = {}): Promise<OutlookServer> {
    const server = new OutlookServer(options);
    server.#listener = await listen((request) => server.#handle(request));
    return server;
  }

  /** Without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener?.port}`;
  }

  /** What stands in for https://login.microsoftonline.com/. */
  get loginUrl(): string {
    return `${this.url}/`;
  }

  /** What stands in for https://graph.microsoft.com/v1.0/. */
  get graphUrl(): string {
    return `${this.url}/v1.0/`;
  }

  get grants(): Grants {
    return this.identity.grants;
  }

  /** The first person, for tests that need but one. */
  get person(): Person {
    const [first] = this.people.values();
    if (!first) throw new Error("Nobody lives in the test's tenant");
    return first;
  }

  /** The mailbox of a person, the first one's unless named. */
  mailbox(user: string = this.person.id): Mailbox {
    const found = this.mailboxes.get(user);
    if (!found) throw new Error(`No mailbox of ${user} in the test's tenant`);
    return found;
  }

  add(person: Person): Mailbox {
    const mailbox = new Mailbox(person, this.#now);
    this.people.set(person.id, person);
    this.mailboxes.set(person.id, mailbox);
    this.subscriptions.watch(mailbox);
    return mailbox;
  }

  /** Tokens without the round through the browser. */
  issue(scopes: string[], user: string = this.person.id): Issued {
    return this.grants.issue(user, scopes);
  }

  /** A person goes where the application sent them; the address that they come back to. */
  async visit(authorizeUrl: string, consent: Consent = {}): Promise<URL> {
    this.identity.consent = consent;
    const response = await fetch(authorizeUrl, { redirect: "manual" });
    const text = await response.text();
    const location = response.headers.get("location");
    if (location === null) throw new Error(`There is no way back: ${text}`);
    return new URL(location);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.[Symbol.asyncDispose]();
  }

  async #handle(request: Request): Promise<Outgoing> {
    const { origin, pathname, search, searchParams } = new URL(request.url);
    if (origin !== this.url) {
      this.violations.push(`A request to ${origin}`);
      return { response: new Response("Bad Request - Invalid Hostname", { status: 400 }) };
    }
    if (pathname.startsWith("/v1.0/")) {
      return await this.graph.handle({
        method: request.method,
        path: `${pathname.slice("/v1.0/".length)}${search}`,
        headers: request.headers,
        body: await request.text(),
      });
    }
    const asked: OutlookRequest = {
      method: request.method,
      path: pathname.slice(1),
      query: searchParams,
      headers: request.headers,
      user: null,
    };
    this.requests.push(asked);
    const answer = async () => await this.identity.handle(request) ?? this.#nothing(request);
    const fault = await this.fault(asked);
    if (!fault) return { response: await answer() };
    try {
      return await failing(fault, answer);
    } catch (error) {
      if (!(error instanceof GraphFailure)) throw error;
      // The identity platform has words of its own for being busy.
      const body = { error: "temporarily_unavailable", error_description: error.message };
      const { status, headers } = error;
      return { response: Response.json(body, { status, headers }) };
    }
  }

  #nothing({ method, url }: Request): Response {
    this.violations.push(`${method} ${new URL(url).pathname}`);
    return new Response("Not Found", { status: 404 });
  }
}
