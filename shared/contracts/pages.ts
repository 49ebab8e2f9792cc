import { z } from "@hono/zod-openapi";

/** How many rows one page has. */
export const PageLimit = z.string().regex(/^\d{1,3}$/, "must be a whole number from 1 to 500")
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 500, "must be a whole number from 1 to 500")
  .default(100)
  .openapi({ type: "integer", minimum: 1, maximum: 500, default: 100 });

/** `next_cursor` of the page before. Opaque to clients; checked, because anybody may write one. */
export const Cursor = z.string().max(500, "is no next_cursor of this list")
  .openapi({ example: "WyIyMDI2LTAxLTMxVDA5OjAwOjAwWiJd" });

/** Where the next page starts; null on the last. */
export const NextCursor = z.string().nullable();

const form = "is no next_cursor of this list";

/** A cursor that holds this tuple; its instants keep the database's microseconds. */
export function cursorOf<T extends z.ZodType>(schema: T) {
  return Cursor.transform((text, context): z.output<T> => {
    const parsed = schema.safeParse(decode(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: form });
    return z.NEVER;
  }).optional();
}

/** An instant as `jsonb` writes it. */
export const CursorInstant = z.iso.datetime({ offset: true });

/** The position as a cursor. */
export function encodeCursor(position: readonly unknown[]): string {
  return btoa(JSON.stringify(position)).replaceAll("+", "-").replaceAll("/", "_").replace(
    /=+$/,
    "",
  );
}

function decode(text: string): unknown {
  try {
    return JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}
