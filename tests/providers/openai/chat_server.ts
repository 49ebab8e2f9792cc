/**
 * A loopback server that speaks OpenAI's `POST /v1/chat/completions` and is strict about it: method,
 * path, key, model, roles, and structured outputs in strict mode (every object closed, every property
 * required, only keywords that OpenAI's guide lists). It answers by a script, and what it answers
 * fits the schema that it was sent, unless the script says otherwise.
 */
import { z } from "zod";

/** What the server does with one request. */
export type Reply =
  | { content: unknown }
  /** Content that is cut off, with `finish_reason: "length"`. */
  | { cut: string }
  | { refusal: string }
  | { filtered: true }
  | { raw: string }
  | { status: number; headers?: Record<string, string>; message?: string }
  /** The connection ends before an answer. */
  | { hangUp: true }
  /** Never answers, until the client gives up. */
  | { silent: true };

/** A valid request. */
export interface ChatRequest {
  /** From 1. */
  number: number;
  messages: { role: string; content: string }[];
  schemaName: string;
  schema: Record<string, unknown>;
  maxTokens: number | undefined;
}

export interface ChatServer extends AsyncDisposable {
  /** Base URL, with `/v1`. */
  readonly url: string;
  readonly apiKey: string;
  readonly model: string;
  readonly requests: ChatRequest[];
  /** What was wrong with requests that were not valid. */
  readonly faults: string[];
}

const body = z.strictObject({
  model: z.string(),
  messages: z.array(z.strictObject({
    role: z.enum(["system", "user", "assistant"]),
    content: z.string().min(1),
  })).min(1),
  max_completion_tokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  response_format: z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z.strictObject({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: z.record(z.string(), z.unknown()),
    }),
  }),
});

/** Serves on a free loopback port. `script` is asked for each valid request. */
export function serveChat(
  script: (request: ChatRequest) => Reply | Promise<Reply>,
  { model = "test-chat", apiKey = `sk-test-${crypto.randomUUID()}` } = {},
): ChatServer {
  const requests: ChatRequest[] = [];
  const faults: string[] = [];
  const abort = new AbortController();

  const refuse = (status: number, message: string, headers: Record<string, string> = {}) => {
    const type = status === 429 ? "rate_limit_exceeded" : "invalid_request_error";
    return Response.json({ error: { message, type, param: null, code: null } }, {
      status,
      headers,
    });
  };
  const invalid = (status: number, fault: string) => {
    faults.push(fault);
    return refuse(status, fault);
  };

  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (request.method !== "POST" || pathname !== "/v1/chat/completions") {
      return invalid(404, `Unknown request URL: ${request.method} ${pathname}`);
    }
    if (request.headers.get("authorization") !== `Bearer ${apiKey}`) {
      return invalid(401, "Incorrect API key provided");
    }
    const parsed = body.safeParse(await request.json().catch(() => null));
    if (!parsed.success) return invalid(400, z.prettifyError(parsed.error));
    const given = parsed.data;
    if (given.model !== model) return invalid(404, `The model ${given.model} does not exist`);
    const { name, schema } = given.response_format.json_schema;
    const loose = looseParts(schema);
    if (loose.length > 0) return invalid(400, `Invalid schema: ${loose.join("; ")}`);
    const asked: ChatRequest = {
      number: requests.length + 1,
      messages: given.messages,
      schemaName: name,
      schema,
      maxTokens: given.max_completion_tokens,
    };
    requests.push(asked);
    return await answer(await script(asked), asked, request.signal);
  };

  const answer = async (
    reply: Reply,
    { messages, number }: ChatRequest,
    signal: AbortSignal,
  ): Promise<Response> => {
    if ("status" in reply) {
      return refuse(reply.status, reply.message ?? "Scripted failure", reply.headers);
    }
    if ("silent" in reply) {
      await new Promise<void>((resolve) => {
        for (const ends of [signal, abort.signal]) ends.addEventListener("abort", () => resolve());
      });
      return new Response(null, { status: 499 });
    }
    if ("hangUp" in reply) {
      const cut = new ReadableStream({ start: (stream) => stream.error(new Error("hung up")) });
      return new Response(cut, { headers: { "content-type": "application/json" } });
    }
    if ("raw" in reply) {
      return new Response(reply.raw, { headers: { "content-type": "application/json" } });
    }
    const message = {
      role: "assistant",
      content: "content" in reply
        ? JSON.stringify(reply.content)
        : "cut" in reply
        ? reply.cut
        : null,
      refusal: "refusal" in reply ? reply.refusal : null,
    };
    const finish_reason = "cut" in reply
      ? "length"
      : "filtered" in reply
      ? "content_filter"
      : "stop";
    const prompt_tokens = messages.reduce(
      (sum, { content }) => sum + Math.ceil(content.length / 4),
      0,
    );
    const completion_tokens = Math.ceil((message.content?.length ?? 0) / 4);
    return Response.json({
      id: `chatcmpl-${number}`,
      object: "chat.completion",
      created: 1_767_225_600,
      model: `${model}-2026-01-01`,
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    });
  };

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handle);
  return {
    url: `http://127.0.0.1:${server.addr.port}/v1`,
    apiKey,
    model,
    requests,
    faults,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await server.shutdown();
    },
  };
}

/** What OpenAI's strict mode refuses: open objects, optional properties, unknown keywords. */
function looseParts(node: unknown, path = "root"): string[] {
  const schema = z.record(z.string(), z.unknown()).safeParse(node).data;
  if (!schema) return [`${path} is no schema`];
  const known = new Set(
    "type properties required additionalProperties items enum const anyOf $ref $defs description"
      .split(" "),
  );
  const found = Object.keys(schema).filter((key) => !known.has(key))
    .map((key) => `${path} has the keyword ${key}`);
  if (path === "root" && schema["type"] !== "object") found.push("root is no object");
  if (schema["type"] === "object") {
    const properties = z.record(z.string(), z.unknown()).parse(schema["properties"] ?? {});
    const required = z.array(z.string()).catch([]).parse(schema["required"]);
    if (schema["additionalProperties"] !== false) found.push(`${path} is open`);
    for (const [name, property] of Object.entries(properties)) {
      if (!required.includes(name)) found.push(`${path}.${name} is optional`);
      found.push(...looseParts(property, `${path}.${name}`));
    }
  }
  if ("items" in schema) found.push(...looseParts(schema["items"], `${path}[]`));
  const choices = z.array(z.unknown()).catch([]).parse(schema["anyOf"]);
  return [...found, ...choices.flatMap((choice, index) => looseParts(choice, `${path}|${index}`))];
}
