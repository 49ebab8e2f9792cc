import { App } from "@supabase/lite";
import type { StackConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { Mailbox } from "./mailbox.ts";
import { type SqlError, sqlErrorOf, sqlErrorResponse } from "./postgrest_errors.ts";
import { quietly } from "./quiet.ts";
import { withinRowLimit } from "./row_limit.ts";

/** The Data API and Auth of the stack. */
export interface Api {
  fetch(request: Request): Promise<Response>;
  /** Forgets what is known of the schema, so that the next request looks again. */
  reloadSchema(): Promise<void>;
}

/** What the API is signed and opened with. */
export interface ApiKeys {
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
}

/** Serves `/auth/v1` and `/rest/v1` with @supabase/lite, one request at a time on PGlite. */
export async function createApi(
  database: Database,
  config: StackConfig,
  keys: ApiKeys,
  mailbox: Pick<Mailbox, "deliver">,
  log: (message: string) => void,
): Promise<Api> {
  const { connection } = database;
  const app = new App({
    connection,
    api: { enabled: true, ...config.api },
    auth: {
      enabled: true,
      jwt_secret: keys.jwtSecret,
      publishable_key: keys.publishableKey,
      secret_key: keys.secretKey,
      ...config.auth,
    },
    db: { migrations: { enabled: false } },
    options: {
      drivers: {
        email: {
          send: ({ to, subject, text, html }) => {
            mailbox.deliver({ to, subject, text: text ?? html ?? "" });
            return Promise.resolve();
          },
        },
      },
    },
  });
  await database.exclusive(() => app.init());
  const reloadSchema = () => database.exclusive(() => connection.clearSchemaCache());
  // What PostgREST listens to: notify pgrst, 'reload schema'.
  await database.listen("pgrst", () => {
    reloadSchema().catch((error) => log(`The schema could not be reloaded: ${error}`));
  });
  return {
    reloadSchema,
    async fetch(asked) {
      const request = await withinRowLimit(asked);
      if (request instanceof Response) return request;
      let refused: SqlError | null = null;
      const response = await database.exclusive(() =>
        quietly(
          { log, onError: (error) => refused = sqlErrorOf(error) ?? refused },
          async () => await app.fetch(request),
        )
      );
      return await asPostgrest(request, response, refused);
    },
  };
}

/**
 * @supabase/lite answers 500 to every SQLSTATE that it does not know, check constraints among
 * them; a client must be able to tell those from a defect.
 */
async function asPostgrest(
  request: Request,
  response: Response,
  refused: SqlError | null,
): Promise<Response> {
  const isData = new URL(request.url).pathname.startsWith("/rest/v1");
  if (response.status !== 500 || refused === null || !isData) return response;
  await response.body?.cancel();
  return sqlErrorResponse(refused);
}
