import assert from "node:assert/strict";
import { databaseError, type Refused } from "../../../shared/database/errors.ts";
import { ProblemError } from "../../../shared/http/errors.ts";
import { problemFor } from "../../../shared/http/failure.ts";
import { EmbeddingError } from "../../../shared/models/embedder.ts";

const secret = "what nobody but its owner may read";

function refused(code: string, message: string, what: Refused = "row") {
  return problemFor(databaseError("add task", { code, message }, what));
}

Deno.test("problemFor() says try again only where something outside did not answer", () => {
  const outside = ["", "08006", "08P01", "40001", "40P01", "53300", "55P03", "57014", "57P01"];
  for (const code of [...outside, "58030", "PGRST000", "PGRST003"]) {
    for (const what of ["row", "call"] as const) {
      const { status, code: name, detail } = refused(code, secret, what);
      assert.deepEqual([status, name], [503, "unavailable"], code);
      assert.match(detail, /try again/);
    }
  }
  const ours = [
    "42P01",
    "42703",
    "42883",
    "42501",
    "55000",
    "XX000",
    "P0001",
    "PGRST202",
    "PGRST301",
  ];
  const faults = [new TypeError(secret), new RangeError(secret), new Error(secret)];
  for (const problem of [...ours.map((code) => refused(code, secret)), ...faults.map(problemFor)]) {
    assert.deepEqual([problem.status, problem.code], [500, "internal_error"]);
    assert.doesNotMatch(problem.detail, /try|again/i);
    assert.ok(!problem.detail.includes(secret));
  }
});

Deno.test("problemFor() tells a provider's outage from a request that it refuses for good", () => {
  const limited = problemFor(new EmbeddingError("status_429", true, 6.2));
  assert.deepEqual([limited.status, limited.extra.headers], [503, { "retry-after": "7" }]);
  const down = problemFor(new EmbeddingError("unreachable", true));
  assert.deepEqual([down.status, down.extra.headers], [503, undefined]);
  assert.equal(problemFor(new EmbeddingError("status_400", false)).status, 500);
  assert.equal(problemFor(new DOMException("", "TimeoutError")).status, 503);
});

Deno.test("problemFor() blames the caller's row by the rule that it breaks", () => {
  const unique = refused(
    "23505",
    'duplicate key value violates unique constraint "tasks_user_id_title_key"',
  );
  assert.deepEqual([unique.status, unique.code], [409, "conflict"]);
  assert.match(unique.detail, /tasks_user_id_title_key/);
  const foreign = refused(
    "23503",
    'insert or update on table "tasks" violates foreign key constraint "tasks_source_event_id_fkey"',
  );
  assert.equal(foreign.status, 409);
  assert.equal(refused("23P01", "conflicting key value").status, 409);

  for (const code of ["23514", "SUP"]) {
    const check = refused(
      code,
      'new row for relation "tasks" violates check constraint "title_is_not_empty"',
    );
    assert.deepEqual([check.status, check.code], [400, "invalid_request"], code);
    assert.match(check.detail, /title_is_not_empty/);
  }
  assert.equal(refused("SUP", secret).status, 500);
  const absent = refused(
    "23502",
    'null value in column "title" of relation "tasks" violates not-null constraint',
  );
  assert.deepEqual([absent.status, absent.extra.errors], [
    400,
    [{ field: "title", message: "must not be null" }],
  ]);
  for (const code of ["22001", "22003", "22008", "22P02", "22P05"]) {
    const { status, detail } = refused(code, `invalid input: "${secret}"`);
    assert.equal(status, 400, code);
    assert.ok(!detail.includes(secret));
  }
});

Deno.test("problemFor() does not blame the caller for the arguments of a SQL function", () => {
  for (const code of ["22023", "23502", "23505", "23514"]) {
    assert.equal(refused(code, 'violates check constraint "x"', "call").status, 500, code);
  }
});

Deno.test("problemFor() passes on what was meant for the caller", () => {
  const gone = new ProblemError(404, "not_found", "No such task");
  assert.equal(problemFor(gone), gone);
});
