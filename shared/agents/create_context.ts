import { z } from "zod";
import type { Client, DataAccess } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import type { Embedder } from "../models/embedder.ts";
import { type LanguageModel } from "../models/language_model.ts";
import { noUsage } from "../models/usage.ts";
import { BudgetedModel } from "../models/budgeted_model.ts";
import { TokenBudget } from "../models/token_budget.ts";
import type { Platform } from "../platform/platform.ts";
import type { VectorStore } from "../vector/vector_store.ts";
import { type Answers, AnswerStore } from "./answer_store.ts";
import type { AgentContext } from "./context.ts";
import { costOf, usageRecorder } from "./model_usage.ts";
import { calendarReader } from "./intents/calendar/reader.ts";
import { readCoverage } from "./retrieval/coverage.ts";
import { Timeline } from "./retrieval/timeline.ts";
import { UnkeptAnswers } from "./unkept_answers.ts";

/** What agents are made with. */
export interface AgentServices
  extends Pick<Platform, "config" | "clock" | "realNow" | "log">, DataAccess {
  vectors(client: Client): VectorStore;
  embedder(): Promise<Embedder | null>;
  embedderOf(model: string): Promise<Embedder | null>;
  languageModel(): Promise<LanguageModel>;
}

const profile = z.object({ timezone: z.string() });
const named = z.object({
  display_name: z.string().nullable(),
  linked_accounts: z.array(
    z.object({ metadata: z.object({ owner_name: z.string().nullish().catch(null) }) }),
  ),
});

/**
 * What the graphs need to answer `user`: reads go out with their token, so that RLS applies.
 *
 * @param progress is told how far an answer is
 * @param kept whether summaries and tasks are kept; an app that a person let in may never ask for it
 */
export async function createAgentContext(
  services: AgentServices,
  user: { id: string; token: string; clientId?: string | null },
  kept = true,
  progress: AgentContext["progress"] = () => {},
): Promise<AgentContext> {
  const client = services.as(user);
  const { data, error } = await client.from("users").select("timezone").eq("id", user.id)
    .maybeSingle();
  if (error) throw databaseError("read profile", error);
  // A profile that is gone while its token still lives has an empty timeline; UTC will do.
  const timezone = profile.nullable().parse(data)?.timezone ?? "UTC";
  const answers = kept && !user.clientId
    ? new AnswerStore(services.internal, user.id)
    : new UnkeptAnswers(client, services.internal, user.id, services.clock);
  return { ...await contextOver(services, client, user.id, timezone, answers), progress };
}

/**
 * What the graphs need to write for a person who is not there, as a schedule does. The service
 * client is bound by no policy: that every read names the person is what keeps them apart.
 */
export function createServiceContext(
  services: AgentServices,
  userId: string,
  timezone: string,
): Promise<AgentContext> {
  const answers = new AnswerStore(services.internal, userId);
  return contextOver(services, services.service, userId, timezone, answers);
}

/**
 * The embedder that a person is searched with: while a change of the model embeds anew in the
 * background, that of the vectors that are complete, as long as it can be asked.
 */
async function searchEmbedder(
  services: AgentServices,
  userId: string,
): Promise<Embedder | null> {
  const configured = await services.embedder();
  if (!configured) return null;
  const model = z.string().parse(
    await services.internal("search_model", { for_user: userId, preferred: configured.model }),
  );
  if (model === configured.model) return configured;
  return await services.embedderOf(model) ?? configured;
}

async function contextOver(
  services: AgentServices,
  client: Client,
  userId: string,
  timezone: string,
  answers: Answers,
): Promise<AgentContext> {
  const [embedder, model, ownerNames] = await Promise.all([
    searchEmbedder(services, userId),
    services.languageModel(),
    namesOf(client, userId),
  ]);
  const { chat } = services.config;
  const budget = chat ? new TokenBudget(chat.tokenBudget) : undefined;
  const vectors = services.vectors(client);
  return {
    userId,
    timezone,
    ownerNames,
    clock: services.clock,
    timeline: new Timeline(client, userId, services.realNow, vectors),
    calendar: calendarReader(client, userId),
    vectors,
    embedder,
    model: chat && budget
      ? new BudgetedModel(model, budget, usageRecorder(services, chat, userId))
      : model,
    usage: () => {
      const used = budget?.used ?? noUsage;
      return { ...used, cost: budget ? costOf(used, chat?.prices) : null };
    },
    answers,
    progress: () => {},
    coverage: (sources, until) =>
      readCoverage(
        { internal: services.internal, vectors, now: services.realNow },
        userId,
        embedder?.model ?? null,
        sources,
        until,
      ),
  };
}

/** What the person calls themselves, and what their accounts call them. */
async function namesOf(client: Client, userId: string): Promise<string[]> {
  const { data, error } = await client.from("users")
    .select("display_name, linked_accounts(metadata)")
    .eq("id", userId).maybeSingle();
  if (error) throw databaseError("read names", error);
  const found = named.nullable().parse(data);
  const names = [
    found?.display_name,
    ...(found?.linked_accounts ?? []).map((account) => account.metadata.owner_name),
  ];
  return [...new Set(names.flatMap((name) => name?.trim() || []))];
}
