/** The API as clients of a later layer than the library's want it written. */
import { Buffer } from "node:buffer";
import { z } from "zod";
import schema from "@mtcute/core/tl/api-schema.json" with { type: "json" };
import type { Layer } from "./layers.ts";
import { blob, int, long } from "./wire.ts";

const SCHEMA = z.object({
  l: z.int(),
  e: z.array(z.object({
    kind: z.string(),
    name: z.string(),
    id: z.number(),
    arguments: z.array(z.object({
      name: z.string(),
      type: z.string(),
      typeModifiers: z.object({
        predicate: z.string().optional(),
        isVector: z.boolean().optional(),
      }).optional(),
    })),
  })),
});

type Constructor = z.infer<typeof SCHEMA>["e"][number];
type Argument = Constructor["arguments"][number];

/**
 * A layer by the published schema: an object is written as the constructor of its name, with the
 * fields that it has. What later layers require and this one does not know is zero or empty.
 */
export function publishedLayer(): Layer {
  const { l, e } = SCHEMA.parse(schema);
  const constructors = new Map(
    e.filter(({ kind }) => kind === "class").map((each) => [each.name, each]),
  );
  return { number: l, bytesOf: (value) => objectBytes(constructors, value) };
}

type Constructors = ReadonlyMap<string, Constructor>;

function objectBytes(constructors: Constructors, value: object): Buffer {
  const name = "className" in value ? String(value.className) : "";
  const constructor = constructors.get(lowered(name));
  if (!constructor) throw new Error(`The later layer has no ${name}`);
  const fields = new Map(Object.entries(value));
  const parts = constructor.arguments.map((argument) => {
    if (argument.type === "#") return int(flagsOf(constructor, argument.name, fields));
    const field = fieldOf(fields, argument.name);
    const { predicate, isVector } = argument.typeModifiers ?? {};
    if (argument.type === "true" || (predicate && isAbsent(field))) return Buffer.alloc(0);
    if (!isVector) return valueBytes(constructors, argument, field);
    const items: unknown[] = Array.isArray(field) ? field : [];
    const written = items.map((item) => valueBytes(constructors, argument, item));
    return Buffer.concat([int(0x1cb5c415), int(items.length), ...written]);
  });
  return Buffer.concat([int(constructor.id), ...parts]);
}

/** A bit for each optional field that is there. */
function flagsOf({ arguments: all }: Constructor, flags: string, fields: Map<string, unknown>) {
  return all.reduce((bits, { name, typeModifiers }) => {
    const [word, bit] = typeModifiers?.predicate?.split(".") ?? [];
    if (word !== flags || isAbsent(fieldOf(fields, name))) return bits;
    return bits | (1 << Number(bit));
  }, 0);
}

const isAbsent = (field: unknown) => field === undefined || field === null || field === false;

function valueBytes(constructors: Constructors, { name, type }: Argument, value: unknown): Buffer {
  switch (type) {
    case "int":
      return int(Number(value ?? 0));
    case "long":
    case "int53":
      return long(BigInt(String(value ?? 0)));
    case "double": {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value ?? 0));
      return bytes;
    }
    case "string":
    case "bytes":
      return blob(value instanceof Uint8Array ? value : Buffer.from(String(value ?? "")));
    case "Bool":
      return int(value === true ? 0x997275b5 : 0xbc799737);
  }
  if (typeof value !== "object" || value === null) {
    throw new Error(`The later layer requires ${name} of type ${type}`);
  }
  return objectBytes(constructors, value);
}

/** "messages.Dialogs" to "messages.dialogs". */
function lowered(className: string): string {
  return className.replace(/[A-Z](?=\w*$)/, (letter) => letter.toLowerCase());
}

/** The library writes "offset_id" as "offsetId", and leaves "srp_B" as it is. */
function fieldOf(fields: ReadonlyMap<string, unknown>, name: string): unknown {
  const renamed = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  return fields.get(renamed) ?? fields.get(name);
}
