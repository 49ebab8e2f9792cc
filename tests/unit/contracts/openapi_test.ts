import assert from "node:assert/strict";
import { openApiDocument } from "../../../shared/contracts/openapi.ts";

const committed = new URL("../../../docs/openapi.json", import.meta.url);

Deno.test("openApiDocument() equals docs/openapi.json: run `deno task openapi` after a change", async () => {
  assert.deepEqual(
    JSON.parse(JSON.stringify(openApiDocument())),
    JSON.parse(await Deno.readTextFile(committed)),
  );
});

Deno.test("openApiDocument() names an answer and its errors for every operation", () => {
  const { paths } = JSON.parse(JSON.stringify(openApiDocument()));
  const operations = Object.entries<
    Record<string, { responses: object; summary: string; security?: object[] }>
  >(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method} ${path}`,
        ...operation,
      }))
    );
  assert.ok(operations.length >= 9);
  for (const { name, responses, summary, security } of operations) {
    assert.ok(summary, `${name} has no summary`);
    const codes = Object.keys(responses);
    assert.ok(codes.some((code) => code.startsWith("2")), `${name} names no success`);
    // What asks for no credential refuses none.
    if (security && security.length > 0) {
      assert.ok(codes.includes("401"), `${name} names no 401`);
    }
  }
});
