/**
 * Rounds of change tracking. A round begins with everything (or with what changed since the last
 * one), goes page by page, and ends in a delta link. Links are opaque, carry the first request's
 * query, and die some generations later.
 *
 * learn.microsoft.com/graph/delta-query-overview; for generations
 * microsoftgraph/microsoft-graph-docs #2162 and #2350
 */
import type { Answer, Asked } from "./answer.ts";
import type { ChangeKind } from "./change_log.ts";
import { badRequest, GraphFailure } from "./graph_failure.ts";

/** Something that a round will still say. */
export interface Pending {
  key: string;
  kind: ChangeKind;
  fields?: readonly string[] | undefined;
  mutableId?: string | undefined;
  /** Rows of one group come on one page, even if that makes it longer. */
  group?: string;
}

/** A resource whose changes are tracked. */
export interface DeltaSource {
  /** Tells it from all others, other people's included. */
  name: string;
  /** Where it is below the version, as links have it. */
  path: string;
  /** The link to begin anew, where it needs more than the path. */
  restart?: string;
  head: number;
  everything(): Pending[];
  /** What is to be said of the changes after one position up to another. */
  changes(after: number, until: number): Pending[];
  /** A row; undefined where there is nothing to say of it any more. */
  row(pending: Pending): Record<string, unknown> | undefined;
}

interface State {
  source: string;
  query: ReadonlyMap<string, string>;
  chain: { highest: number; dead: GraphFailure | null };
  generation: number;
  /** Position up to which the round tells. */
  until: number;
  /** Null in a delta link: the round is over. */
  pending: Pending[] | null;
  /** Of the page before, which may come again. */
  previous: Pending[];
}

/** How many generations of links are kept. */
const KEPT = 5;
const DEFAULT_PAGE = 10;

/** How expired links are refused; spelling and status differ by service. */
export type Expiry = "SyncStateNotFound" | "syncStateNotFound" | "resyncRequired";

export class DeltaStates {
  readonly #states = new Map<string, State>();

  /** The query that tracking began with: of the link's state, or of this request. */
  query(call: Asked): ReadonlyMap<string, string> {
    const state = this.#given(call);
    return state?.query ?? call.query;
  }

  /**
   * The next page of a round.
   *
   * @throws {GraphFailure} 410 where the link has expired, 400 where it is none of this resource
   */
  page(call: Asked, source: DeltaSource): Answer {
    const given = this.#given(call);
    if (given) this.#check(given, call, source);
    const begun = given ?? this.#begin(call, source);
    const state = begun.pending === null ? nextRound(begun, source) : begun;
    const pending = state.pending ?? [];
    const size = call.prefer.pageSize ?? Number(state.query.get("$top") ?? DEFAULT_PAGE);
    const count = call.page === null ? wholeGroups(pending, size) : 0;
    const taken = pending.slice(0, count);
    const rest = pending.slice(count);
    const shown = call.page === "replayed" ? state.previous : taken;
    const over = rest.length === 0 && call.page === null;
    const next: State = {
      ...state,
      generation: state.generation + 1,
      pending: over ? null : rest,
      previous: call.page === null ? taken : state.previous,
    };
    next.chain.highest = Math.max(next.chain.highest, next.generation);
    const token = crypto.randomUUID().replaceAll("-", "_");
    this.#states.set(token, next);
    const link = `${call.graphUrl}${source.path}?${over ? "$deltatoken" : "$skiptoken"}=${token}`;
    return {
      body: {
        "@odata.context": `${call.graphUrl}$metadata#Collection(${source.path.split("/").at(-2)})`,
        [over ? "@odata.deltaLink" : "@odata.nextLink"]: link,
        value: shown.flatMap((row) => source.row(row) ?? []),
      },
    };
  }

  /**
   * All links given so far of some sources are dead.
   *
   * @param of tells whether a source is meant, by its name
   */
  expire(
    code: Expiry = "SyncStateNotFound",
    of: (source: string) => boolean = () => true,
    status: 400 | 404 | 410 = 410,
  ): void {
    const message = code === "resyncRequired"
      ? "Resync required. Replace any local items with the server's version."
      : "The sync state generation is not found.";
    for (const { source, chain } of this.#states.values()) {
      if (of(source)) chain.dead = new GraphFailure(status, code, message);
    }
  }

  #given({ query }: Asked): State | undefined {
    const token = query.get("$skiptoken") ?? query.get("$deltatoken");
    if (token === undefined) return undefined;
    const state = this.#states.get(token);
    if (!state || (state.pending === null) !== query.has("$deltatoken")) {
      throw badRequest("Badly formed token.");
    }
    if (query.size > 1) throw badRequest("A state token carries the query already.");
    return state;
  }

  #check(state: State, { graphUrl }: Asked, source: DeltaSource): void {
    if (state.source !== source.name) throw badRequest("Badly formed token.");
    const { highest, dead } = state.chain;
    const location = `${graphUrl}${source.restart ?? source.path}`;
    if (dead) {
      const headers = dead.status === 410 ? { location } : {};
      throw new GraphFailure(dead.status, dead.code, dead.message, headers);
    }
    if (state.generation > highest - KEPT) return;
    throw new GraphFailure(
      410,
      "SyncStateNotFound",
      `The sync state generation is not found; generation=${state.generation};[highest=${highest}].`,
      { location },
    );
  }

  #begin({ query }: Asked, source: DeltaSource): State {
    return {
      source: source.name,
      query,
      chain: { highest: 0, dead: null },
      generation: 0,
      until: source.head,
      pending: source.everything(),
      previous: [],
    };
  }
}

function wholeGroups(pending: readonly Pending[], size: number): number {
  let count = Math.min(size, pending.length);
  const group = pending[count - 1]?.group;
  while (group !== undefined && pending[count]?.group === group) count++;
  return count;
}

function nextRound(state: State, source: DeltaSource): State {
  const until = source.head;
  return { ...state, until, pending: source.changes(state.until, until), previous: [] };
}
