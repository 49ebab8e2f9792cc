import { z } from "zod";

/** Keywords of JSON Schema that strict structured outputs know everywhere. */
const STRUCTURE = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "enum",
  "const",
  "anyOf",
  "$ref",
  "$defs",
  "definitions",
  "description",
]);

/**
 * The structure of a zod schema as JSON Schema, for a provider that is to keep to it. Lengths,
 * patterns and formats are left out, since older and compatible servers refuse them; zod checks them
 * afterwards. Ids are plain texts on the wire: a model writes aliases.
 */
export function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const made: unknown = structureOf(z.toJSONSchema(schema, { io: "output" }));
  if (typeof made !== "object" || made === null || Array.isArray(made)) {
    throw new TypeError("An output contract must be an object");
  }
  return Object.fromEntries(Object.entries(made));
}

function structureOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(structureOf);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => STRUCTURE.has(key)).map(([key, value]) => [
      key,
      // Below these, keys are names of the contract's own.
      key === "properties" || key === "$defs" || key === "definitions"
        ? mapValues(value, structureOf)
        : key === "enum" || key === "const" || key === "required"
        ? value
        : structureOf(value),
    ]),
  );
}

function mapValues(node: unknown, map: (value: unknown) => unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, map(value)]));
}
