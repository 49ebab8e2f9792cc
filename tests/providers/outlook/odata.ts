/** Query options and preferences, as strictly as Graph reads them. */
import { badRequest, WrongRequest } from "./graph_failure.ts";

/** What a `Prefer` header asks for. */
export interface Preferences {
  immutableIds: boolean;
  pageSize: number | null;
  bodyType: "text" | "html" | null;
  timeZone: string | null;
  /** Those that were obeyed, as `Preference-Applied` says them. */
  applied: string[];
}

/** The preferences of a header; unknown ones are passed over, as RFC 7240 has it. */
export function parsePrefer(header: string | null): Preferences {
  const found: Preferences = {
    immutableIds: false,
    pageSize: null,
    bodyType: null,
    timeZone: null,
    applied: [],
  };
  for (const part of (header ?? "").match(/[^,;"]+(?:"[^"]*")?/g) ?? []) {
    const [, name = "", quoted, bare = ""] =
      /^\s*([^=\s]+)\s*=\s*(?:"([^"]*)"|(\S+))\s*$/.exec(part) ??
        [];
    const value = quoted ?? bare;
    switch (name.toLowerCase()) {
      case "idtype":
        if (value !== "ImmutableId") continue;
        found.immutableIds = true;
        break;
      case "odata.maxpagesize":
        if (!/^[1-9]\d*$/.test(value)) continue;
        found.pageSize = Math.min(Number(value), 1000);
        break;
      case "outlook.body-content-type":
        if (value !== "text" && value !== "html") continue;
        found.bodyType = value;
        break;
      case "outlook.timezone":
        found.timeZone = value;
        break;
      default:
        continue;
    }
    found.applied.push(part.trim());
  }
  return found;
}

/**
 * The query of a request by lower-case name.
 *
 * @param known names that the resource supports, in lower case
 * @throws {WrongRequest} 400 where one is not supported or comes twice
 */
export function parseQuery(
  search: URLSearchParams,
  known: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of search) {
    const key = name.toLowerCase();
    if (!known.includes(key)) {
      throw new WrongRequest(
        400,
        "ErrorInvalidUrlQuery",
        `The following parameters are not supported with change tracking over this resource: '${name}'.`,
      );
    }
    if (found.has(key)) throw badRequest(`Query option '${name}' was specified more than once.`);
    found.set(key, value);
  }
  return found;
}

/**
 * The names of `$select`; null where there is none.
 *
 * @throws {WrongRequest} 400 where the type has no such property
 */
export function parseSelect(
  text: string | undefined,
  properties: readonly string[],
  type: string,
): string[] | null {
  if (text === undefined) return null;
  const names = text.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return names.map((name) => {
    const found = properties.find((property) => property.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    throw new WrongRequest(
      400,
      "RequestBroker--ParseUri",
      `Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    );
  });
}

/**
 * A whole number of `$top` (1 to 1,000) or `$skip`.
 *
 * @throws {WrongRequest} 400 where it is none
 */
export function parseCount(text: string | undefined, name: "$top" | "$skip"): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && (name === "$skip" || (value >= 1 && value <= 1000))) return value;
  throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
}

/** @throws {WrongRequest} 400 for any order but the newest first */
export function checkOrder(text: string | undefined): void {
  if (text === undefined || text === "receivedDateTime desc") return;
  throw new WrongRequest(400, "ErrorInvalidUrlQuery", "The $orderby expression is not supported.");
}

/** Only the selected properties, the id always. */
export function selected(
  item: Record<string, unknown>,
  select: readonly string[] | null,
): Record<string, unknown> {
  if (select === null) return item;
  return Object.fromEntries(
    Object.entries(item).filter(([name]) =>
      name.startsWith("@") || name === "id" || select.includes(name)
    ),
  );
}
