import { z } from "@hono/zod-openapi";
import { StoredInstant } from "./api.ts";

/** A JSON Schema of an object, as MCP describes what its tools take and give. */
export interface ObjectSchema {
  [keyword: string]: unknown;
  type: "object";
}

/**
 * The JSON Schema (draft 7) of objects that `schema` reads ("input") or gives ("output").
 *
 * @throws {Error} when a part of it has no JSON Schema
 */
export function objectSchema(schema: z.ZodType, io: "input" | "output"): ObjectSchema {
  const json = z.toJSONSchema(schema, {
    io,
    target: "draft-7",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      // The format says it in a word, and a model pays for each character.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // What it gives is code to zod: an instant, in the one form that answers have.
      if (zodSchema === StoredInstant) {
        Object.assign(jsonSchema, { type: "string", format: "date-time" });
      }
    },
  });
  return { ...json, type: "object" };
}
