import { z } from "zod";
import { safeLine } from "../terminal.ts";
import { RemedyError } from "../usage.ts";

/** Milliseconds that one call may take. */
const CALL_LIMIT = 60_000;

/** What a scoped access token must be allowed for a call; names as the platform gives them. */
type Permission =
  | "projects_read"
  | "data_api_config_read"
  | "data_api_config_write"
  | "api_gateway_keys_read and api_gateway_keys_secret_read"
  | "edge_functions_read"
  | "edge_functions_secrets_read"
  | "edge_functions_secrets_write"
  | "database_write";

const project = z.object({ ref: z.string(), name: z.string(), status: z.string() });
const dataApi = z.object({ db_schema: z.string(), db_extra_search_path: z.string() });
const apiKeys = z.array(z.object({
  name: z.string(),
  type: z.string().nullish(),
  api_key: z.string().nullish(),
}));
/** `value` is the SHA-256 of the secret, in hex. */
const secrets = z.array(z.object({ name: z.string(), value: z.string() }));
const functions = z.array(z.object({ slug: z.string(), status: z.string() }));

/** A value that may be bound to `$1`, `$2`, ... */
export type QueryParameter = string | number | boolean | null;

/** One hosted project, as the platform's management API shows and changes it. */
export interface Management {
  project(): Promise<z.output<typeof project>>;
  dataApi(): Promise<z.output<typeof dataApi>>;
  setDataApi(wanted: z.output<typeof dataApi>): Promise<void>;
  apiKeys(): Promise<z.output<typeof apiKeys>>;
  /** SHA-256 in hex by name. */
  secretDigests(): Promise<Map<string, string>>;
  setSecrets(values: Readonly<Record<string, string>>): Promise<void>;
  functions(): Promise<z.output<typeof functions>>;
  /** Runs one statement as the project's owner. Parameters never appear in an error. */
  query<Row extends z.ZodType>(
    row: Row,
    text: string,
    parameters?: readonly QueryParameter[],
  ): Promise<z.output<Row>[]>;
}

/**
 * Talks to the management API with an access token, which appears in no message.
 *
 * Source of paths and shapes: the API's own description, as the Supabase CLI 3.1.0 carries it.
 *
 * @throws {RemedyError} from every method, with what to do
 */
export function createManagement(
  { apiUrl, token, ref }: { apiUrl: string; token: string; ref: string },
): Management {
  async function call(
    method: "GET" | "POST" | "PATCH",
    path: string,
    permission: Permission,
    body?: unknown,
  ): Promise<Response> {
    const named = `${method} ${path || "/"} of the management API`;
    let response: Response;
    try {
      response = await fetch(`${apiUrl}/v1/projects/${ref}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(CALL_LIMIT),
      });
    } catch {
      throw new RemedyError(`${apiUrl} does not answer (${named}): look at the network, run again`);
    }
    if (response.ok) return response;
    const said = await messageOf(response);
    const because = said === "" ? "" : ` (${said})`;
    throw new RemedyError(
      response.status === 401
        ? "SUPABASE_ACCESS_TOKEN is refused: make a token under Account, Access tokens"
        : response.status === 403
        ? `SUPABASE_ACCESS_TOKEN may not do ${named}: allow it ${permission}${because}`
        : response.status === 404 && path === ""
        ? `There is no project ${ref} that SUPABASE_ACCESS_TOKEN may see: look at --project`
        : `${named} answered ${response.status}${because}: run again once that is mended`,
    );
  }

  async function read<Schema extends z.ZodType>(
    schema: Schema,
    response: Response,
  ): Promise<z.output<Schema>> {
    const parsed = schema.safeParse(await response.json().catch(() => null));
    if (parsed.success) return parsed.data;
    const { pathname } = new URL(response.url);
    throw new RemedyError(
      `${pathname} of the management API answered in a shape that is not known here: ` +
        parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    );
  }

  const done = async (response: Promise<Response>) => void await (await response).body?.cancel();

  return {
    project: async () => await read(project, await call("GET", "", "projects_read")),
    dataApi: async () =>
      await read(dataApi, await call("GET", "/postgrest", "data_api_config_read")),
    setDataApi: (wanted) => done(call("PATCH", "/postgrest", "data_api_config_write", wanted)),
    apiKeys: async () => {
      const permission = "api_gateway_keys_read and api_gateway_keys_secret_read";
      return await read(apiKeys, await call("GET", "/api-keys?reveal=true", permission));
    },
    secretDigests: async () => {
      const answer = await call("GET", "/secrets", "edge_functions_secrets_read");
      return new Map((await read(secrets, answer)).map(({ name, value }) => [name, value]));
    },
    setSecrets: (values) => {
      const body = Object.entries(values).map(([name, value]) => ({ name, value }));
      return done(call("POST", "/secrets", "edge_functions_secrets_write", body));
    },
    functions: async () =>
      await read(functions, await call("GET", "/functions", "edge_functions_read")),
    query: async (row, text, parameters = []) =>
      await read(
        z.array(row),
        await call("POST", "/database/query", "database_write", {
          query: text,
          ...(parameters.length > 0 && { parameters }),
        }),
      ),
  };
}

/** The API's own sentence, on one line; "" where it has none. */
async function messageOf(response: Response): Promise<string> {
  const body = z.object({ message: z.string() })
    .safeParse(await response.json().catch(() => null));
  return body.success ? safeLine(body.data.message).slice(0, 300) : "";
}
