import type { Rpc } from "../../database/rpc.ts";
import { ConnectorError } from "../../connectors/connector.ts";
import type { Connectors } from "../../connectors/providers.ts";
import { IngestMessage } from "../../contracts/queue_messages.ts";
import { errorFields } from "../../platform/logger.ts";
import type { Budget } from "../worker/budget.ts";
import type { Ending, JobHandler, Outcome } from "../worker/handler.ts";
import { type AccountLease, leaseAccount, leaseSeconds } from "./account_lease.ts";
import { canPull, type PullingConnector, readAccount } from "./reading.ts";

/** A worker that finds the account taken asks again after this many seconds. */
const busyDelaySeconds = 20;
/** No provider is obeyed for longer than this at once. */
const longestWaitSeconds = 24 * 60 * 60;

/**
 * Reads what is new at linked accounts, page by page, each with its cursor in one transaction; the
 * write itself queues the embedding. One worker an account at a time. What the budget does not
 * allow for is queued as the message's own rest.
 */
export function ingestJob(
  internal: Rpc,
  connectors: Connectors,
  lease = leaseSeconds,
): JobHandler<IngestMessage> {
  return {
    queue: "ingest",
    schema: IngestMessage,
    sliceSize: 1,
    slicesPerRun: 50,
    maxAttempts: 6,
    async handle(jobs, budget) {
      const outcomes: Outcome[] = [];
      for (const { id, message } of jobs) {
        outcomes.push({ id, ...await ingest(internal, connectors, lease, message, budget) });
      }
      return outcomes;
    },
  };
}

async function ingest(
  internal: Rpc,
  connectors: Connectors,
  seconds: number,
  message: IngestMessage,
  budget: Budget,
): Promise<Ending> {
  const lease = await leaseAccount(internal, message.linked_account_id, seconds);
  if (lease === "gone") return { result: "done" };
  // A new message rather than a retry: waiting for a colleague is no failed attempt.
  if (lease === "busy") return again(message, busyDelaySeconds);
  if (lease.status !== "active") {
    await lease.release({ outcome: "idle" });
    return { result: "done" };
  }
  if (lease.waitSeconds > 0) {
    await lease.release({ outcome: "idle" });
    return again(message, lease.waitSeconds);
  }
  const { provider } = lease.account;
  try {
    const connector = await connectors(provider);
    if (connector && canPull(connector)) return await read(lease, connector, message, budget);
    if (connector?.oauth ?? connector?.login) {
      // Linked here and read by another process, which says what became of it.
      await lease.release({ outcome: "idle" });
      return { result: "done" };
    }
  } catch (error) {
    if (error instanceof ConnectorError) return await refused(lease, error, message);
    // The account is free again at once, whatever it was; the exception is the worker's business.
    const fields = errorFields(error);
    const code = String(fields["code"] ?? fields["error"]);
    await lease.release({ outcome: "failed", code }).catch(() => {});
    throw error;
  }
  await lease.release({ outcome: "failed", code: "no_connector" });
  return { result: "dead", cause: `no_connector_${provider}` };
}

function again(message: IngestMessage, delaySeconds: number): Ending {
  return { result: "done", next: [{ queue: "ingest", message, delaySeconds }] };
}

async function read(
  lease: AccountLease,
  connector: PullingConnector,
  message: IngestMessage,
  budget: Budget,
): Promise<Ending> {
  const { stored, complete } = await readAccount(lease, connector, budget);
  if (complete) {
    await lease.release({ outcome: "read" });
    return { result: "done" };
  }
  if (stored > 0) {
    await lease.release({ outcome: "cut" });
    return again(message, 0);
  }
  // What never gets a page done must come to an end some time.
  await lease.release({ outcome: "failed", code: "no_progress" });
  return { result: "retry", cause: "no_progress" };
}

async function refused(
  lease: AccountLease,
  { code, remedy }: ConnectorError,
  message: IngestMessage,
): Promise<Ending> {
  switch (remedy.kind) {
    case "wait": {
      const whole = Number.isFinite(remedy.seconds) ? Math.ceil(remedy.seconds) : 60;
      const seconds = Math.min(longestWaitSeconds, Math.max(1, whole));
      await lease.release({ outcome: "waiting", seconds });
      return again(message, seconds);
    }
    case "relink":
      // A state with a reason that the person sees and can mend; nothing for an operator to do.
      await lease.release({ outcome: "failed", code, nextStatus: "revoked" });
      return { result: "done" };
    case "retry": {
      await lease.release({ outcome: "failed", code });
      const after = remedy.afterSeconds;
      return {
        result: "retry",
        cause: code,
        ...(after === undefined ? {} : { retryAfterSeconds: after }),
      };
    }
  }
}
