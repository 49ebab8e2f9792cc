import assert from "node:assert/strict";
import fc from "fast-check";
import { lineAndColumn, splitStatements } from "../../../supabase/embedded/database/statements.ts";

const texts = (script: string) => splitStatements(script).map((statement) => statement.text);

Deno.test("splitStatements() ignores semicolons that end nothing", () => {
  for (
    const statement of [
      "select 'a;b''c;'",
      "select E'it\\'s; fine'",
      'select ";" from "a""b;"',
      "do $$ begin perform 1; end; $$",
      "do $body$ select $$;$$; $body$",
      "select 1 /* ; /* nested; */ ; */ + 2",
      "select 1 -- ;\n+ 2",
      "select a$1, $2",
      "create function f() returns int begin atomic select case when true then 1 end; select 2; end",
    ]
  ) {
    assert.deepEqual(texts(`${statement};\nselect 2;`), [statement, "select 2"], statement);
  }
});

Deno.test("splitStatements() drops what is only comments, space and empty statements", () => {
  assert.deepEqual(texts(";; -- nothing\n /* ; */ ;\n"), []);
  assert.deepEqual(texts("-- first\nselect 1"), ["select 1"]);
});

Deno.test("splitStatements() says where each statement starts", () => {
  const script = "-- é\nselect 1;\n\n  select 2;";
  for (const { text, offset } of splitStatements(script)) {
    assert.equal(script.slice(offset, offset + text.length), text);
  }
  assert.deepEqual(splitStatements(script).map((statement) => statement.offset), [5, 18]);
});

Deno.test("splitStatements() finds again what was joined, whatever stands in strings", () => {
  const literal = fc.string().map((text) => `'${text.replaceAll("'", "''")}'`);
  const dollar = fc.string().filter((text) => !text.includes("$"))
    .map((text) => `$t$${text}$t$`);
  const comment = fc.string().filter((text) => !/[\r\n]/.test(text)).map((text) => `-- ${text}\n`);
  const statement = fc.array(fc.oneof(literal, dollar, comment), { maxLength: 4 })
    .map((parts) => `select ${parts.join(" ")} 1`);
  fc.assert(fc.property(fc.array(statement), (statements) => {
    assert.deepEqual(texts(statements.map((text) => text + ";").join("\n")), statements);
  }));
});

Deno.test("splitStatements() ends on text that is cut off anywhere", () => {
  const script = "select E'\\'', \"a\" /* x */; do $q$ begin; end $q$; -- end";
  for (let end = 0; end <= script.length; end++) {
    for (const { text, offset } of splitStatements(script.slice(0, end))) {
      assert.ok(script.startsWith(text, offset));
    }
  }
});

Deno.test("lineAndColumn() counts both from one", () => {
  assert.deepEqual(lineAndColumn("ab\ncd", 0), { line: 1, column: 1 });
  assert.deepEqual(lineAndColumn("ab\ncd", 4), { line: 2, column: 2 });
});
