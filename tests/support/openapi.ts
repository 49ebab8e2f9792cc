import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

const document: Document = JSON.parse(
  await Deno.readTextFile(new URL("../../docs/openapi.json", import.meta.url)),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "openapi");

const operations = Object.entries(document.paths).map(([path, methods]) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  methods,
}));

/**
 * Fails unless the answer is one that docs/openapi.json describes: its status, type and body. What
 * the document does not know (job functions, routes that do not exist) is no answer of it.
 */
export async function validateAnswer(
  method: string,
  path: string,
  response: Response,
): Promise<void> {
  const pathname = `/functions/v1${path.split("?")[0]}`;
  const known = operations.find(({ pattern }) => pattern.test(pathname));
  const verb = method.toLowerCase();
  const operation = known?.methods[verb];
  if (!known || !operation) return;
  const name = `${method} ${known.path}: ${response.status}`;
  const described = operation.responses[String(response.status)];
  assert.ok(described, `${name} is not described`);
  if (!described.content) return assert.equal(await response.clone().text(), "", name);
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  assert.ok(described.content[type], `${name}: ${type} is not described`);
  if (!type.endsWith("json")) return;
  const pointer = ["paths", known.path, verb, "responses", String(response.status), "content", type]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = ajv.getSchema(`openapi#/${pointer}/schema`);
  assert.ok(validate, `${name} has no schema`);
  assert.ok(validate(await response.clone().json()), `${name}: ${ajv.errorsText(validate.errors)}`);
}
