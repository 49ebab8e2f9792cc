import { validateAnswer } from "./openapi.ts";

/** What a test says of a request; everything may be left out. */
export interface Asked {
  method?: string;
  token?: string;
  /** Sent as JSON, unless it is a text, bytes or a stream already. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The answer need not be what docs/openapi.json describes. */
  undescribed?: boolean;
}

/** A function's app, as `index.ts` serves it. */
export interface FunctionApp {
  fetch(request: Request): Response | Promise<Response>;
}

/**
 * Sends one request to a function in this process, the way the gateway passes it on. Its answer has
 * to be what docs/openapi.json describes.
 */
export async function ask(app: FunctionApp, path: string, asked: Asked = {}): Promise<Response> {
  const { token, body, headers } = asked;
  const init: RequestInit = {
    method: asked.method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
  };
  if (body !== undefined) {
    init.body = typeof body === "string" || body instanceof ReadableStream
      ? body
      : JSON.stringify(body);
  }
  const response = await app.fetch(new Request(`http://functions.test${path}`, init));
  if (!asked.undescribed) await validateAnswer(init.method ?? "GET", path, response);
  return response;
}
