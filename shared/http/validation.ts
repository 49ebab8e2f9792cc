import type { z } from "zod";
import type { FieldError } from "./errors.ts";

const mostErrors = 20;
const longestName = 100;

/**
 * Names each field by its path, `context.sources[0]`; an unknown key is named itself. At most 20, and
 * names of at most 100 characters, however much was sent; a last entry says how many more there are.
 */
export function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  const errors = allErrors(issues).map(({ field, message }) => ({
    field: shortened(field, longestName),
    message: shortened(message, 300),
  }));
  if (errors.length <= mostErrors) return errors;
  return [...errors.slice(0, mostErrors), {
    field: "body",
    message: `has ${errors.length - mostErrors} more fields that are not valid`,
  }];
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function allErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
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
