import type { Rpc } from "../../database/rpc.ts";
import { type Connector, ConnectorError } from "../../connectors/connector.ts";
import type { Connectors } from "../../connectors/providers.ts";
import { IngestMessage } from "../../contracts/queue_messages.ts";
import { errorFields } from "../../platform/logger.ts";
import type { Budget } from "../worker/budget.ts";
import type { Ending, JobHandler, Outcome } from "../worker/handler.ts";
import { type AccountLease, leaseAccount, leaseSeconds } from "./account_lease.ts";

/** A worker that finds the account taken asks again after this many seconds. */
const busyDelaySeconds = 20;

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
  lease: number,
  message: IngestMessage,
  budget: Budget,
): Promise<Ending> {
  const taken = await leaseAccount(internal, message.linked_account_id, lease);
  if (taken === "gone") return { result: "done" };
  // A new message rather than a retry: waiting for a colleague is no failed attempt.
  if (taken === "busy") return again(message, busyDelaySeconds);
  if (taken.status !== "active") {
    await taken.release("account_not_active");
    return { result: "done" };
  }
  const connector = connectors.get(taken.account.provider);
  if (!connector) {
    await taken.release("no_connector");
    return { result: "dead", cause: `no_connector_${taken.account.provider}` };
  }
  return await read(taken, connector, message, budget);
}

function again(message: IngestMessage, delaySeconds: number): Ending {
  return { result: "done", next: [{ queue: "ingest", message, delaySeconds }] };
}

async function read(
  lease: AccountLease,
  connector: Connector,
  message: IngestMessage,
  budget: Budget,
): Promise<Ending> {
  let complete = true;
  try {
    for await (const page of connector.pull(lease.account, lease.cursors)) {
      await lease.store(page);
      if (budget.left()) continue;
      complete = false;
      break;
    }
  } catch (error) {
    if (error instanceof ConnectorError) return await refused(lease, error);
    // The account is free again at once, whatever it was; the exception is the worker's business.
    const fields = errorFields(error);
    await lease.release(String(fields["code"] ?? fields["error"])).catch(() => {});
    throw error;
  }
  await lease.release(null);
  return complete ? { result: "done" } : again(message, 0);
}

async function refused(lease: AccountLease, error: ConnectorError): Promise<Ending> {
  if (error.remedy === "relink") {
    await lease.release(error.code, "revoked");
    return { result: "dead", cause: error.code };
  }
  await lease.release(error.code);
  return {
    result: "retry",
    cause: error.code,
    ...(error.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
