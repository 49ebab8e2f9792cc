import assert from "node:assert/strict";
import { startTestStack } from "../support/stack.ts";

const root = new URL("../../", import.meta.url);
const document = "docs/DATA_API.md";

/** Node 22 from the registry, where the platform has such a package; else the machine's own. */
function node22(script: string, env: Record<string, string>): Deno.Command {
  const arch = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch as "x86_64" | "aarch64"];
  const [program, args] = Deno.build.os === "linux" && arch
    ? ["npx", ["-y", "-p", `node-linux-${arch}@22.23.3`, "-c", `node ${script}`]] as const
    : ["node", [script]] as const;
  return new Deno.Command(program, {
    args: [...args],
    cwd: root,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("the example of the Data API runs on Node 22, and its people see nothing of each other", async () => {
  await using test = await startTestStack();
  const { code, stdout, stderr } = await node22("docs/examples/data_api.mjs", {
    URL: test.stack.url,
    KEY: test.stack.publishableKey,
  }).output();
  const text = new TextDecoder();
  assert.equal(code, 0, text.decode(stderr));
  assert.deepEqual(JSON.parse(text.decode(stdout)), {
    ada: {
      notes: [{ title: "Garage", body: "The key lies in the drawer." }],
      tasks: [{ title: "Book a room", status: "open", priority: "high" }],
      found: 1,
    },
    bob: { notes: [], changed: [], refused: "42501" },
  });
});

interface Granted {
  name: string;
  readable: string[];
  hidden: number;
  added: string[];
  changed: string[];
  deleted: boolean;
}

/** What the document says of a table; the columns as the database grants them. */
function described({ name, readable, hidden, added, changed, deleted }: Granted): string {
  const list = (columns: string[]) => columns.map((column) => `\`${column}\``).join(", ");
  return [
    hidden === 0 ? `**${name}**: read` : `**${name}**: read ${list(readable)}`,
    ...(added.length > 0 ? [`add ${list(added)}`] : []),
    ...(changed.length > 0 ? [`change ${list(changed)}`] : []),
    ...(deleted ? ["delete"] : []),
  ].join("; ") + ".";
}

Deno.test("the document of the Data API says what the database grants", async () => {
  await using test = await startTestStack();
  const tables = await test.stack.sql<Granted>(
    `select c.relname as name,
       coalesce(jsonb_agg(a.attname order by a.attnum) filter (where ${
      granted("SELECT")
    }), '[]') as readable,
       count(*) filter (where not ${granted("SELECT")})::integer as hidden,
       coalesce(jsonb_agg(a.attname order by a.attnum) filter (where ${
      granted("INSERT")
    }), '[]') as added,
       coalesce(jsonb_agg(a.attname order by a.attnum) filter (where ${
      granted("UPDATE")
    }), '[]') as changed,
       has_table_privilege('authenticated', c.oid, 'DELETE') as deleted
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     group by c.oid, c.relname order by c.relname`,
  );
  assert.ok(tables.length >= 13);
  const text = (await Deno.readTextFile(new URL(document, root))).replaceAll(/\s+/g, " ");
  const missing = tables.map(described).filter((line) => !text.includes(line));
  assert.deepEqual(missing, [], `${document} lacks these lines`);
});

function granted(verb: string): string {
  return `has_column_privilege('authenticated', c.oid, a.attnum, '${verb}')`;
}
