import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Database } from "../../../supabase/embedded/database/database.ts";
import { digestOf } from "../../../supabase/commands/deploy/settings.ts";
import { readUpload, RefusedUpload, type Upload } from "./uploads.ts";

/** What a token may be allowed, as far as a deployment needs it. */
export const PERMISSIONS = [
  "projects_read",
  "data_api_config_read",
  "data_api_config_write",
  "api_gateway_keys_read",
  "api_gateway_keys_secret_read",
  "edge_functions_read",
  "edge_functions_write",
  "edge_functions_secrets_read",
  "edge_functions_secrets_write",
  "database_write",
] as const;

/** The state of one project at the platform. */
export interface ProjectState {
  ref: string;
  name: string;
  status: string;
  token: string;
  permissions: Set<typeof PERMISSIONS[number]>;
  dbSchema: string;
  extraSearchPath: string;
  publishableKey: string;
  secretKey: string;
  secrets: Map<string, string>;
  /** Uploaded, and not yet in place. */
  bundles: Map<string, Upload>;
  functions: Map<string, Upload>;
  /** Method and path of every call, in order. */
  calls: string[];
}

const query = z.strictObject({
  query: z.string().min(1),
  parameters: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  read_only: z.boolean().optional(),
});
const dataApi = z.strictObject({
  db_schema: z.string().optional(),
  db_extra_search_path: z.string().optional(),
  max_rows: z.int().min(0).max(1_000_000).optional(),
});
const secrets = z.array(z.strictObject({
  name: z.string().max(256).regex(/^(?!SUPABASE_)./),
  value: z.string().max(24_576),
})).max(100);
const placed = z.array(z.looseObject({ id: z.string(), slug: z.string() }));

/**
 * The part of the platform's management API that a deployment uses, for one project and one token.
 * Whatever it does not know it refuses.
 *
 * Source of paths, bodies and bounds: the description that the Supabase CLI 3.1.0 carries.
 */
export function managementApi(
  state: ProjectState,
  database: Pick<Database, "query">,
  onDeployed: () => Promise<void>,
): Hono {
  const app = new Hono();
  const one = "/v1/projects/:ref";
  app.use("*", async (c, next) => {
    const { pathname } = new URL(c.req.url);
    state.calls.push(`${c.req.method} ${pathname}`);
    if (c.req.header("authorization") !== `Bearer ${state.token}`) {
      return refuse(c, 401, "Unauthorized");
    }
    await next();
  });
  for (const path of [one, `${one}/*`]) {
    app.use(path, async (c, next) => {
      const ref = c.req.param("ref") ?? "";
      if (!/^[a-z]{20}$/.test(ref)) return refuse(c, 400, "ref must be 20 lower-case letters");
      if (ref !== state.ref) return refuse(c, 404, "Project not found");
      await next();
    });
  }
  const allowed = (...needed: (typeof PERMISSIONS[number])[]) =>
  async (
    c: Context,
    next: () => Promise<void>,
  ) => {
    const lacking = needed.filter((name) => !state.permissions.has(name));
    if (lacking.length > 0) return refuse(c, 403, "Forbidden resource");
    await next();
  };

  app.get(one, allowed("projects_read"), (c) =>
    c.json({
      id: state.ref,
      ref: state.ref,
      organization_id: "org",
      organization_slug: "org",
      name: state.name,
      region: "eu-central-1",
      created_at: "2026-01-01T00:00:00Z",
      status: state.status,
      database: {
        host: `db.${state.ref}.projects.invalid`,
        version: "17.6.1.005",
        postgres_engine: "17",
        release_channel: "ga",
      },
    }));
  const showDataApi = (c: Context) =>
    c.json({
      db_schema: state.dbSchema,
      db_extra_search_path: state.extraSearchPath,
      max_rows: 1000,
      db_pool: null,
    });
  app.get(`${one}/postgrest`, allowed("data_api_config_read"), showDataApi);
  app.patch(`${one}/postgrest`, allowed("data_api_config_write"), async (c) => {
    const body = dataApi.safeParse(await json(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    state.dbSchema = body.data.db_schema ?? state.dbSchema;
    state.extraSearchPath = body.data.db_extra_search_path ?? state.extraSearchPath;
    return showDataApi(c);
  });
  app.get(`${one}/api-keys`, allowed("api_gateway_keys_read"), (c) => {
    const shown = c.req.query("reveal") === "true" &&
      state.permissions.has("api_gateway_keys_secret_read");
    const secret = shown ? state.secretKey : `${state.secretKey.slice(0, 15)}··············`;
    return c.json([
      { name: "anon", type: "legacy", api_key: "ey", id: "anon" },
      { name: "default", type: "publishable", api_key: state.publishableKey, id: "1" },
      { name: "default", type: "secret", api_key: secret, id: "2" },
    ]);
  });
  app.get(`${one}/secrets`, allowed("edge_functions_secrets_read"), async (c) =>
    c.json(
      await Promise.all(
        [...state.secrets].map(async ([name, value]) => ({ name, value: await digestOf(value) })),
      ),
    ));
  app.post(`${one}/secrets`, allowed("edge_functions_secrets_write"), async (c) => {
    const body = secrets.safeParse(await json(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    for (const { name, value } of body.data) state.secrets.set(name, value);
    return c.body(null, 201);
  });
  app.post(`${one}/database/query`, allowed("database_write"), async (c) => {
    const body = query.safeParse(await json(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    try {
      return c.json(await database.query(body.data.query, body.data.parameters ?? []), 201);
    } catch (error) {
      return refuse(c, 400, error instanceof Error ? error.message : "The query failed");
    }
  });

  app.get(
    `${one}/functions`,
    allowed("edge_functions_read"),
    (c) => c.json([...state.functions.values()].map(describe)),
  );
  app.post(`${one}/functions/deploy`, allowed("edge_functions_write"), async (c) => {
    try {
      const upload = await readUpload(c.req.query("slug") ?? "", c.req.raw);
      if (c.req.query("bundleOnly") === "true") state.bundles.set(upload.slug, upload);
      else await place([upload]);
      return c.json(describe(upload), 201);
    } catch (error) {
      if (error instanceof RefusedUpload) return refuse(c, 400, error.message);
      throw error;
    }
  });
  app.put(`${one}/functions`, allowed("edge_functions_write"), async (c) => {
    const body = placed.safeParse(await json(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    const uploads = body.data.map(({ slug }) => state.bundles.get(slug));
    const bundled = uploads.filter((upload) => upload !== undefined);
    if (bundled.length < uploads.length) return refuse(c, 400, "a function has no bundle");
    await place(bundled);
    return c.json({ functions: bundled.map(describe) });
  });
  app.notFound((c) => refuse(c, 404, `Cannot ${c.req.method} ${new URL(c.req.url).pathname}`));

  async function place(uploads: readonly Upload[]): Promise<void> {
    for (const upload of uploads) state.functions.set(upload.slug, upload);
    await onDeployed();
  }
  return app;
}

function describe(upload: Upload) {
  return {
    id: `id-${upload.slug}`,
    slug: upload.slug,
    name: upload.slug,
    status: "ACTIVE",
    version: 1,
    created_at: 1,
    updated_at: 1,
    verify_jwt: upload.verifyJwt,
    import_map: true,
    entrypoint_path: upload.entrypoint,
    import_map_path: upload.importMap,
    ezbr_sha256: "0".repeat(64),
  };
}

async function json(c: Context): Promise<unknown> {
  return await c.req.json().catch(() => null);
}

function refuse(c: Context, status: 400 | 401 | 403 | 404, message: string) {
  return c.json({ message }, status);
}
