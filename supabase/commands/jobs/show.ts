import type { AccountReport, HealthReport } from "../../../shared/contracts/health.ts";
import type { DeadLetter } from "./dead_letters.ts";
import { safeLine } from "../terminal.ts";
import { formatAgo, formatSeconds, formatTable } from "./table.ts";

/** All that `task jobs` shows. */
export interface JobsState {
  report: HealthReport;
  accounts: AccountReport;
  deadLetters: DeadLetter[];
}

/** The state of queues, schedules, accounts and dead letters for a terminal. */
export function showJobs({ report, accounts, deadLetters }: JobsState, now: Date): string {
  const parts = [
    formatTable([
      [
        "QUEUE",
        "waiting",
        "visible",
        "retrying",
        "attempts",
        "oldest",
        "workers",
        "dead",
        "last success",
      ],
      ...Object.entries(report.queues).map(([name, queue]) => [
        name,
        `${queue.waiting}`,
        `${queue.visible}`,
        `${queue.retrying}`,
        `${queue.most_attempts}`,
        queue.waiting > 0 ? formatSeconds(queue.oldest_seconds) : "-",
        `${queue.running}`,
        `${queue.dead_letters}`,
        formatAgo(queue.last_success_at, now),
      ]),
    ]),
    formatTable([
      ["SCHEDULE", "when", "last success"],
      ...Object.entries(report.schedules).map(([name, schedule]) => [
        name,
        schedule.active ? schedule.schedule : `${schedule.schedule} (switched off)`,
        formatAgo(schedule.last_success_at, now),
      ]),
    ]),
    accounts.length === 0 ? "No account is read live" : formatTable([
      ["ACCOUNT", "provider", "status", "last success", "last failure"],
      ...accounts.map((account) => [
        account.account_id,
        account.provider,
        account.status,
        formatAgo(account.last_success_at, now),
        account.error_code
          ? `${account.error_code}, ${formatAgo(account.last_failure_at, now)}`
          : "-",
      ]),
    ]),
    deadLetters.length === 0 ? "No dead letters" : formatTable([
      ["DEAD LETTER", "queue", "cause", "attempts", "times", "since", "payload"],
      ...deadLetters.map((letter) => [
        letter.id,
        letter.queue,
        letter.cause,
        `${letter.attempts}`,
        `${letter.occurrences}`,
        formatAgo(letter.created_at, now),
        idsOf(letter.payload),
      ]),
    ]),
  ];
  if (!report.dispatch_configured) {
    parts.push(
      "Nothing wakes the job functions: store project_url and secret_key in Vault (docs/SETUP.md)",
    );
  }
  return parts.join("\n\n");
}

/** What a payload is about, without what its queue says already. */
function idsOf(payload: Record<string, unknown>): string {
  return Object.entries(payload).filter(([key]) => key !== "type" && key !== "user_id")
    .map(([key, value]) => `${key}=${safeLine(String(value)).slice(0, 40)}`).join(" ");
}
