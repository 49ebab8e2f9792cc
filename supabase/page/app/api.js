import { project } from "./state.js";

/** An answer that is no success: the problem's own words, and the fields that it names. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{ status?: number, code?: string, fields?: { field: string, message: string }[] }} about
   */
  constructor(message, { status = 0, code = "unreachable", fields = [] } = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/**
 * Calls a function of the project as the person who is signed in.
 *
 * @param {"GET" | "POST" | "PATCH" | "PUT" | "DELETE"} method
 * @param {string} path such as "tasks?status=open"
 * @param {{ body?: unknown, headers?: Record<string, string>, signal?: AbortSignal }} options
 * @returns {Promise<Response>} a success
 * @throws {ApiError}
 */
export async function send(method, path, { body, headers, signal } = {}) {
  const { url, publishableKey, client } = project.get();
  const { data } = await client.auth.getSession();
  const init = {
    method,
    headers: {
      apikey: publishableKey,
      ...(data.session ? { authorization: `Bearer ${data.session.access_token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  };
  let response;
  try {
    response = await fetch(`${url}/functions/v1/${path}`, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The project does not answer. Check the connection and try again.");
  }
  if (response.ok) return response;
  // The token is spent or its owner gone: what is kept of it here opens nothing any more.
  if (response.status === 401) await client.auth.signOut({ scope: "local" });
  throw await errorOf(response);
}

/** As `send`, and reads the JSON of the answer; null where it has no body. */
export async function call(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : await response.json();
}

/** A key for one thing that is created: sent again, it is created once. */
export function onceKey() {
  return { "idempotency-key": crypto.randomUUID() };
}

async function errorOf(response) {
  const problem = await response.json().catch(() => null);
  const text = problem?.detail ?? problem?.message ??
    `The project answered with status ${response.status}.`;
  const wait = Number(response.headers.get("retry-after"));
  const message = response.status === 429 && wait > 0 ? `${text} Try again in ${wait} s.` : text;
  return new ApiError(message, {
    status: response.status,
    code: problem?.code ?? "unknown",
    fields: problem?.errors ?? [],
  });
}
