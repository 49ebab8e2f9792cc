import { dirname, join, normalize } from "node:path";
import { z } from "zod";

/** One function as `supabase functions deploy --use-api` sends it. */
export interface Upload {
  slug: string;
  /** Where it starts, and its import map, among the files. */
  entrypoint: string;
  importMap: string;
  verifyJwt: boolean;
  /** Content by path, relative to one common folder. */
  files: Map<string, Uint8Array>;
}

/** An upload that the platform refuses. */
export class RefusedUpload extends Error {
  override name = "RefusedUpload";
}

const metadata = z.strictObject({
  name: z.string(),
  entrypoint_path: z.string().min(1),
  import_map_path: z.string().min(1),
  static_patterns: z.array(z.string()).optional(),
  verify_jwt: z.boolean(),
});

/**
 * Reads the form of `POST /functions/deploy`.
 *
 * @throws {RefusedUpload} naming what is wrong with it
 */
export async function readUpload(slug: string, request: Request): Promise<Upload> {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(slug)) throw new RefusedUpload("slug is malformed");
  const form = await request.formData().catch(() => {
    throw new RefusedUpload("the body is no multipart form");
  });
  const others = [...form.keys()].filter((name) => name !== "metadata" && name !== "file");
  if (others.length > 0) throw new RefusedUpload(`there is no field ${others.join(", ")}`);
  const parsed = metadata.safeParse(parseJson(await textOf(form.get("metadata"))));
  if (!parsed.success) throw new RefusedUpload(`metadata: ${z.prettifyError(parsed.error)}`);
  const files = new Map<string, Uint8Array>();
  for (const file of form.getAll("file")) {
    if (!(file instanceof File)) throw new RefusedUpload("file must be a file");
    const path = normalize(file.name);
    if (path !== file.name || path.startsWith("/") || path.startsWith("..")) {
      throw new RefusedUpload(`${file.name} lies outside of the project`);
    }
    if (files.has(path)) throw new RefusedUpload(`${path} is there twice`);
    files.set(path, new Uint8Array(await file.arrayBuffer()));
  }
  const { entrypoint_path, import_map_path, verify_jwt, name } = parsed.data;
  if (name !== slug) throw new RefusedUpload("name and slug differ");
  for (const path of [entrypoint_path, import_map_path]) {
    if (!files.has(path)) throw new RefusedUpload(`${path} is not among the files`);
  }
  return {
    slug,
    entrypoint: entrypoint_path,
    importMap: import_map_path,
    verifyJwt: verify_jwt,
    files,
  };
}

async function textOf(field: FormDataEntryValue | null): Promise<string> {
  if (field === null) return "";
  return typeof field === "string" ? field : await field.text();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes what was uploaded, and nothing else, into an empty folder. */
export async function unpack(upload: Upload, folder: string): Promise<void> {
  for (const [path, content] of upload.files) {
    const file = join(folder, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, content);
  }
}
