import assert from "node:assert/strict";
import type { z } from "zod";
import { Problem } from "../../shared/contracts/api.ts";

/** The response's problem, after checking that it is one of RFC 9457 with this status. */
export async function problemOf(
  response: Response,
  status: number,
): Promise<z.infer<typeof Problem>> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = Problem.parse(JSON.parse(text));
  assert.equal(problem.status, status);
  assert.equal(problem.type, `urn:prometheus:problem:${problem.code}`);
  assert.equal(response.headers.get("x-request-id"), problem.request_id);
  return problem;
}

/** The fields that the problem names. */
export async function fieldsOf(response: Response, status = 400): Promise<string[]> {
  const { errors } = await problemOf(response, status);
  assert.ok(errors && errors.length > 0, "the problem names no field");
  return errors.map((error) => error.field);
}
