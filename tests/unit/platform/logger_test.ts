import { DatabaseError } from "../../../shared/database/errors.ts";
import assert from "node:assert/strict";
import { ProblemError } from "../../../shared/http/errors.ts";
import { createLogger, errorFields, type LogLevel } from "../../../shared/platform/logger.ts";

const at = new Date("2026-01-31T09:00:00Z");

function linesAt(level: LogLevel): string[] {
  const lines: string[] = [];
  const log = createLogger(level, () => at, (line) => void lines.push(line));
  log.debug("d");
  log.info("i", { count: 2 });
  log.warning("w", { code: undefined });
  log.error("e", { user_id: null, ok: false });
  return lines;
}

Deno.test("createLogger() writes one JSON object a line, with time and level", () => {
  assert.deepEqual(linesAt("DEBUG"), [
    '{"time":"2026-01-31T09:00:00.000Z","level":"DEBUG","message":"d"}',
    '{"time":"2026-01-31T09:00:00.000Z","level":"INFO","message":"i","count":2}',
    '{"time":"2026-01-31T09:00:00.000Z","level":"WARNING","message":"w"}',
    '{"time":"2026-01-31T09:00:00.000Z","level":"ERROR","message":"e","user_id":null,"ok":false}',
  ]);
});

Deno.test("createLogger() drops what is below its level", () => {
  const levels = (level: LogLevel) => linesAt(level).map((line): unknown => JSON.parse(line).level);
  assert.deepEqual(levels("INFO"), ["INFO", "WARNING", "ERROR"]);
  assert.deepEqual(levels("WARNING"), ["WARNING", "ERROR"]);
  assert.deepEqual(levels("ERROR"), ["ERROR"]);
});

Deno.test("createLogger() keeps a line a line whatever the fields hold", () => {
  const lines: string[] = [];
  createLogger("INFO", () => at, (line) => void lines.push(line)).info("a\nb", { name: "c\r\nd" });
  assert.equal(lines.length, 1);
  assert.ok(!/[\r\n]/.test(lines[0] ?? "\n"));
  assert.equal(JSON.parse(lines[0] ?? "").message, "a\nb");
});

Deno.test("errorFields() names class and code of an error and none of its words", () => {
  assert.deepEqual(errorFields(new DatabaseError("read", "42P01", "somebody's mail")), {
    error: "DatabaseError",
    code: "42P01",
  });
  assert.deepEqual(errorFields(new ProblemError(404, "not_found", "No such note")), {
    error: "ProblemError",
    code: "not_found",
  });
  assert.deepEqual(errorFields(new TypeError("somebody's mail")), { error: "TypeError" });
  assert.deepEqual(errorFields(Object.assign(new Error("x"), { code: 7 })), { error: "Error" });
  assert.deepEqual(errorFields("somebody's mail"), { error: "string" });
  assert.deepEqual(errorFields(undefined), { error: "undefined" });
});
