import type { z } from "zod";
import { type ObjectSchema, objectSchema } from "../../contracts/json_schema.ts";
import { ProblemError } from "../../http/errors.ts";
import type { User } from "../../http/auth.ts";
import { fieldErrors } from "../../http/validation.ts";
import type { Services } from "../services.ts";

/** Who calls a tool. */
export interface Caller {
  services: Services;
  user: User;
}

/** A tool as `tools/list` shows it. None of ours changes anything. */
export interface ToolDescription {
  name: string;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema: ObjectSchema;
  annotations: { readOnlyHint: true; openWorldHint: false };
}

export interface Tool {
  describe(): ToolDescription;
  /** @throws {ProblemError} 400 when the arguments are not valid, and what the tool throws */
  call(caller: Caller, args: unknown): Promise<Record<string, unknown>>;
}

/** A tool that reads: its schemas are those that check what it takes, and say what it gives. */
export function readTool<I extends z.ZodType, O extends z.ZodType<Record<string, unknown>>>(
  tool: {
    name: string;
    title: string;
    description: string;
    input: I;
    output: O;
    read(caller: Caller, input: z.output<I>): Promise<z.output<O>>;
  },
): Tool {
  const { name, title, description } = tool;
  return {
    describe: () => ({
      name,
      title,
      description,
      inputSchema: objectSchema(tool.input, "input"),
      outputSchema: objectSchema(tool.output, "output"),
      annotations: { readOnlyHint: true, openWorldHint: false },
    }),
    call(caller, args) {
      const input = tool.input.safeParse(args);
      if (!input.success) throw invalidArguments(fieldErrors(input.error.issues));
      return tool.read(caller, input.data);
    },
  };
}

function invalidArguments(errors: ReturnType<typeof fieldErrors>): ProblemError {
  return new ProblemError(
    400,
    "invalid_arguments",
    `The arguments are not valid: ${
      errors.slice(0, 5).map(({ field, message }) => `${field} ${message}`).join("; ")
    }`,
    { errors },
  );
}
