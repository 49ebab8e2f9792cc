/** Many requests in one (learn.microsoft.com/graph/json-batching): 20 at most, four at a time. */
import { z } from "zod";
import { badRequest } from "./graph_failure.ts";
import type { GraphRequest } from "./graph_request.ts";
import type { Outgoing } from "./http.ts";

const MOST = 20;
const AT_ONCE = 4;
const BATCH = z.object({
  requests: z.array(z.object({
    id: z.string().min(1),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  })).min(1).max(MOST),
});
type Single = z.infer<typeof BATCH>["requests"][number];

/**
 * Answers each request of a batch; order and failures of one are nothing to the others.
 *
 * @throws {WrongRequest} 400 where the batch itself is not right
 */
export async function runBatch(
  { headers, body }: GraphRequest,
  handle: (request: GraphRequest) => Promise<Outgoing>,
): Promise<{ responses: Record<string, unknown>[] }> {
  const parsed = BATCH.safeParse(parse(body));
  if (!parsed.success) throw badRequest("Invalid batch payload format.");
  const { requests } = parsed.data;
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size < requests.length) throw badRequest("Every request id must be unique.");
  const authorization = headers.get("authorization") ?? "";
  const responses: Record<string, unknown>[] = [];
  for (let index = 0; index < requests.length; index += AT_ONCE) {
    const some = requests.slice(index, index + AT_ONCE);
    responses.push(
      ...await Promise.all(some.map((one) => answer(one, authorization, handle))),
    );
  }
  return { responses };
}

async function answer(
  { id, method, url, headers, body }: Single,
  authorization: string,
  handle: (request: GraphRequest) => Promise<Outgoing>,
): Promise<Record<string, unknown>> {
  const outgoing = await handle({
    method,
    path: url.replace(/^\//, ""),
    headers: new Headers({ ...headers, authorization }),
    body: body === undefined ? "" : JSON.stringify(body),
  });
  if ("reset" in outgoing) return { id, status: 502, headers: {}, body: null };
  const { response } = outgoing;
  const text = await response.text();
  return {
    id,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    ...(text === "" ? {} : { body: parse(text) ?? text }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
