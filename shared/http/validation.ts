import type { z } from "zod";
import type { FieldError } from "./errors.ts";

/** Names each field by its path, `context.sources[0]`; an unknown key is named itself. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.flatMap((issue) => {
    const path = pathText(issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        field: path ? `${path}.${key}` : key,
        message: "is not a known field",
      }));
    }
    return [{ field: path || "body", message: decapitalised(issue.message) }];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number"
        ? `${text}[${part}]`
        : text
        ? `${text}.${String(part)}`
        : String(part),
    "",
  );
}

function decapitalised(message: string): string {
  return /^(Invalid|Too|Expected|Unrecognized)/.test(message)
    ? message.charAt(0).toLowerCase() + message.slice(1)
    : message;
}
