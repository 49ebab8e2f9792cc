import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import { StoredInstant } from "../../contracts/api.ts";
import { Source } from "../../contracts/events.ts";
import { LINKABLE } from "../../connectors/providers.ts";
import { AccountStatus } from "../../contracts/providers.ts";
import type { Coverage } from "../../contracts/prompts.ts";
import type { VectorStore } from "../../vector/vector_store.ts";

const rows = z.array(z.object({
  source: Source,
  account_id: z.guid().nullable(),
  account_status: AccountStatus,
  origin: z.string(),
  read_until: StoredInstant.nullable(),
  read_from: StoredInstant.nullable(),
  error_code: z.string().nullable(),
  status_reason: z.string().nullable(),
  waiting_until: StoredInstant.nullable(),
  resources: z.number().int(),
  not_begun: z.number().int(),
  not_completed: z.number().int(),
  problems: z.array(
    z.object({ code: z.string(), resources: z.number().int(), items: z.number().int() }),
  ),
  embeddable: z.number().int(),
}));
/** What is known of one account; `not_embedded` is that of its whole source. */
type Row = Omit<z.infer<typeof rows>[number], "embeddable"> & { not_embedded: number };

/** What the receipt is read from. */
export interface CoverageServices {
  internal: Rpc;
  vectors: Pick<VectorStore, "count">;
  /** The time that rows expire by. */
  now: () => Date;
}

/** A live account is read every five minutes; one run may be missed before it counts as behind. */
export const READING_TOLERANCE = 11 * 60_000;
const severity: Coverage["status"][] = ["current", "behind", "broken"];

/**
 * The coverage receipt: for each source, read until when, and what is behind or broken as seen
 * from `until`, the end of what was asked about.
 *
 * @param model embedding model in use, or null where nothing is embedded
 */
export async function readCoverage(
  { internal, vectors, now }: CoverageServices,
  userId: string,
  model: string | null,
  sources: Source[] | undefined,
  until: Date,
): Promise<Coverage[]> {
  const [facts, stored] = await Promise.all([
    internal("coverage", { for_user: userId }),
    // Where nothing embeds, nothing is behind in embedding either.
    model === null ? null : vectors.count({ userId, model, objectType: "event", at: now() }),
  ]);
  const known = rows.parse(facts).map(({ embeddable, ...row }): Row => ({
    ...row,
    // Read at two moments, the counts may differ by what is being embedded right now.
    not_embedded: stored ? Math.max(0, embeddable - (stored.get(row.source) ?? 0)) : 0,
  }));
  const asked = sources ?? [...new Set([...LINKABLE, ...known.map((row) => row.source)])];
  return asked.map((source) =>
    receipt(source, known.filter((row) => row.source === source), until)
  );
}

function receipt(source: Source, accounts: Row[], until: Date): Coverage {
  if (accounts.length === 0) {
    return {
      source,
      status: "not_linked",
      read_from: null,
      read_until: null,
      detail: "No account is linked",
      not_embedded: 0,
    };
  }
  const states = accounts.map((account) => ({ account, ...stateOf(account, until) }));
  const worst = states.reduce((a, b) =>
    severity.indexOf(b.status) > severity.indexOf(a.status) ? b : a
  );
  const reads = accounts.map((account) => account.read_until);
  const known = reads.flatMap((read) => read ?? []);
  return {
    source,
    status: worst.status,
    read_from: earliest(accounts.flatMap((account) => account.read_from ?? [])),
    // Several accounts: the source is read as far as the one that is furthest behind.
    read_until: known.length < reads.length ? null : earliest(known),
    detail: worst.detail,
    not_embedded: worst.account.not_embedded,
  };
}

function earliest(instants: string[]): string | null {
  return instants.reduce<string | null>(
    (a, b) => a !== null && Date.parse(a) <= Date.parse(b) ? a : b,
    null,
  );
}

function stateOf(account: Row, until: Date): { status: Coverage["status"]; detail: string } {
  const { status, detail } = conditionOf(account, until);
  return { status, detail: [detail, ...unreadable(account)].join("; ") };
}

function conditionOf(account: Row, until: Date): { status: Coverage["status"]; detail: string } {
  if (account.account_status === "revoked") {
    const reason = account.status_reason ? ` (${account.status_reason})` : "";
    return { status: "broken", detail: `Access was revoked${reason}; link the account again` };
  }
  if (account.account_status === "error" || account.error_code) {
    const code = account.status_reason ?? account.error_code;
    return { status: "broken", detail: `Reading fails${code ? ` (${code})` : ""}` };
  }
  if (account.origin !== "live") {
    return { status: importedStatus(account, until), detail: importedDetail(account) };
  }
  return liveCondition(account, until);
}

function liveCondition(account: Row, until: Date): { status: Coverage["status"]; detail: string } {
  const unread = account.not_begun + account.not_completed;
  if (unread > 0) {
    const of = `${unread} of ${account.resources} conversations and folders`;
    const begun = `${account.not_begun} of them not begun`;
    return { status: "behind", detail: `${of} have not been read to their end yet, ${begun}` };
  }
  if (account.read_until === null) return { status: "behind", detail: "Nothing has been read yet" };
  if (Date.parse(account.read_until) + READING_TOLERANCE < until.getTime()) {
    const waiting = account.waiting_until === null
      ? ""
      : `; the provider asks to wait until ${account.waiting_until}`;
    return { status: "behind", detail: `Newer messages have not been read yet${waiting}` };
  }
  return account.not_embedded > 0
    ? {
      status: "behind",
      detail: `${account.not_embedded} events are not searchable by meaning yet`,
    }
    : { status: "current", detail: "Read to the end" };
}

/** What could not be read, by the codes of why. */
function unreadable({ problems }: Row): string[] {
  return problems.map(({ code, resources, items }) => {
    const parts = [
      ...(resources > 0 ? [`${resources} conversations or folders`] : []),
      ...(items > 0 ? [`${items} messages`] : []),
    ];
    return `not or not wholly read: ${parts.join(" and ")} (${code})`;
  });
}

function importedStatus(account: Row, until: Date): "current" | "behind" {
  const read = account.read_until === null ? -Infinity : Date.parse(account.read_until);
  return account.not_embedded > 0 || read + READING_TOLERANCE < until.getTime()
    ? "behind"
    : "current";
}

function importedDetail(account: Row): string {
  const pending = account.not_embedded > 0
    ? `; ${account.not_embedded} events are not searchable by meaning yet`
    : "";
  return `Read from an export; nothing newer arrives by itself${pending}`;
}
