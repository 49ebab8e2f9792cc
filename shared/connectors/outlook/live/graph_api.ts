/** The only file that knows Microsoft's SDK: requests in, answers or our own errors out. */
import {
  Client,
  type Context,
  type GraphRequest,
  type Middleware,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import { graphError, GraphRefusal } from "./graph_errors.ts";

/** What became of one of many reads. */
export type GraphAnswer = { body: unknown } | { error: ConnectorError | GraphRefusal };

/** Microsoft Graph as one person. Addresses are relative: "/me/messages". */
export interface GraphApi {
  /**
   * Many reads, 20 in a request; answers in the order of the addresses. Requests go one after the
   * other, and Graph itself works on four of a batch at once, which is all that a mailbox allows.
   *
   * @throws {ConnectorError} where the whole request is refused
   */
  read(paths: readonly string[], preferences?: readonly string[]): Promise<GraphAnswer[]>;
  /**
   * One request.
   *
   * @throws {ConnectorError} where Graph does not let us, now or for good
   * @throws {GraphRefusal} where it refuses this one thing
   */
  send<T>(method: GraphMethod, path: string, answer: z.ZodType<T>, body?: unknown): Promise<T>;
  /** A link that Graph gave, as an address. @throws {ConnectorError} where it leads elsewhere */
  relative(link: string): string;
}

export type GraphMethod = "GET" | "POST" | "PATCH" | "DELETE";

/** Where Graph is and how it is called. */
export interface GraphSettings {
  /** Ends with its version and "/". */
  graphUrl: string;
  fetch: typeof globalThis.fetch;
  now: () => Date;
}

/**
 * The access token of the moment.
 *
 * @param rejected one that Graph has just refused
 */
export type TokenOf = (rejected?: string) => Promise<string>;

/** Ids that stay when a mail moves; asked for with every request, or ids of both kinds mix. */
const IMMUTABLE = 'IdType="ImmutableId"';
/** Requests that one batch may hold (learn.microsoft.com, JSON batching). */
const BATCH = 20;
/** Milliseconds that one answer may take. */
const TIMEOUT = 60_000;

const batchAnswer = z.object({
  responses: z.array(z.object({
    id: z.string(),
    status: z.number().int(),
    headers: z.record(z.string(), z.string()).default({}).catch({}),
    body: z.unknown(),
  })),
});

/** @param tokenOf asked once more where Graph refuses a token that had not expired */
export function createGraphApi(settings: GraphSettings, tokenOf: TokenOf): GraphApi {
  const { graphUrl, now } = settings;
  const base = new URL(graphUrl);
  const version = base.pathname.split("/").filter(Boolean).join("/");
  const client = Client.initWithMiddleware({
    baseUrl: base.origin,
    defaultVersion: version,
    // None of the SDK's own: they sleep and try again, where the queue knows better for how long.
    middleware: new Fetching(settings.fetch),
  });

  const request = async (method: GraphMethod, path: string, prefer: string, body?: unknown) => {
    const ask = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, prefer };
      const prepared = client.api(path).headers(headers).responseType(ResponseType.RAW);
      return await answerTo(method, prepared, body);
    };
    const token = await tokenOf();
    const first = await ask(token);
    if (first.status !== 401) return { ...first, token };
    const other = await tokenOf(token);
    return { ...await ask(other), token: other };
  };

  const batch = async (
    paths: readonly string[],
    prefer: string,
    again = false,
  ): Promise<GraphAnswer[]> => {
    const requests = paths.map((url, index) => ({
      id: String(index),
      method: "GET",
      url,
      headers: { Prefer: prefer },
    }));
    const asked = await request("POST", "/$batch", prefer, { requests });
    const { status, body, retryAfter, token } = asked;
    if (status >= 400) throw overall(graphError(status, body, retryAfter, now()));
    const { success, data } = batchAnswer.safeParse(body);
    if (!success) throw new ConnectorError("unexpected_answer", { kind: "retry" });
    const answers = new Map(data.responses.map((response) => [response.id, response]));
    // The token may end between the batch and what is in it.
    const refused = again
      ? []
      : paths.filter((_, index) => answers.get(String(index))?.status === 401);
    const retried = new Map<string, GraphAnswer>();
    if (refused.length > 0) {
      await tokenOf(token);
      const second = await batch(refused, prefer, true);
      refused.forEach((path, index) => {
        const answer = second[index];
        if (answer) retried.set(path, answer);
      });
    }
    return paths.map((path, index) => {
      const other = retried.get(path);
      if (other) return other;
      const answer = answers.get(String(index));
      if (!answer) return { error: new ConnectorError("unexpected_answer", { kind: "retry" }) };
      if (answer.status < 300) {
        // JSON that broke off comes as a text; what is asked for here is always an object.
        return typeof answer.body === "object" && answer.body !== null
          ? { body: answer.body }
          : { error: new ConnectorError("unexpected_answer", { kind: "retry" }) };
      }
      const wait = new Headers(answer.headers).get("retry-after");
      return { error: graphError(answer.status, answer.body, wait, now()) };
    });
  };

  return {
    async read(paths, preferences = []) {
      const prefer = [IMMUTABLE, ...preferences].join(", ");
      const answers: GraphAnswer[] = [];
      for (let start = 0; start < paths.length; start += BATCH) {
        answers.push(...await batch(paths.slice(start, start + BATCH), prefer));
      }
      return answers;
    },
    async send(method, path, answer, sent) {
      const { status, body, retryAfter } = await request(method, path, IMMUTABLE, sent);
      if (status >= 400) throw graphError(status, body, retryAfter, now());
      const parsed = answer.safeParse(body);
      if (parsed.success) return parsed.data;
      throw new ConnectorError("unexpected_answer", { kind: "retry" });
    },
    relative(link) {
      if (link.startsWith(graphUrl)) return link.slice(graphUrl.length - 1);
      throw new ConnectorError("link_elsewhere", { kind: "retry" });
    },
  };
}

/** The end of the SDK's chain: our own fetch, and no other. */
class Fetching implements Middleware {
  constructor(private readonly fetch: typeof globalThis.fetch) {}

  async execute(context: Context): Promise<void> {
    const init = { ...context.options, signal: AbortSignal.timeout(TIMEOUT) };
    context.response = await this.fetch(context.request, init as RequestInit);
  }
}

async function answerTo(method: GraphMethod, prepared: GraphRequest, body: unknown) {
  let response: Response;
  let text: string;
  try {
    response = await (method === "GET"
      ? prepared.get()
      : method === "DELETE"
      ? prepared.delete()
      : method === "PATCH"
      ? prepared.patch(body)
      : prepared.post(body));
    text = await response.text();
  } catch (error) {
    throw unanswered(error);
  }
  return {
    status: response.status,
    body: parsed(text),
    retryAfter: response.headers.get("retry-after"),
  };
}

/** The SDK wraps what fetch threw; its words may quote an address. */
function unanswered(error: unknown): Error {
  const name = error instanceof Error && "code" in error ? error.code : undefined;
  // The end of the reading's own time is no trouble at Microsoft.
  if (name === "AbortError") return new DOMException("The reading has ended", "AbortError");
  return new ConnectorError("unreachable", { kind: "retry" });
}

/** A refusal of a whole batch is none of any one thing. */
function overall(error: ConnectorError | GraphRefusal): ConnectorError {
  return error instanceof ConnectorError
    ? error
    : new ConnectorError(error.code, { kind: "retry" });
}

function parsed(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
