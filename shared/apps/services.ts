/**
 * The one file that makes the real things behind every interface. A function's app takes what it
 * needs from here; a test makes others.
 */
import type { Connectors } from "../connectors/providers.ts";
import { createConnectors } from "../connectors/providers.ts";
import type { OAuthDependencies } from "../connectors/oauth/flow.ts";
import { type Client, createDataAccess, type DataAccess } from "../database/clients.ts";
import { rpcOver } from "../database/rpc.ts";
import { createUserVerifier, type VerifyUser } from "../http/auth.ts";
import { ProblemError } from "../http/errors.ts";
import {
  createRequestCounts,
  noRequestCounts,
  type RequestCounts,
} from "../http/request_counts.ts";
import type { Embedder } from "../models/embedder.ts";
import type { LanguageModel } from "../models/language_model.ts";
import type { Config } from "../platform/config.ts";
import {
  createPlatform,
  type Platform,
  platformFromEnvironment,
  type PlatformOverrides,
} from "../platform/platform.ts";
import { PgVectorStore } from "../vector/pg_vector_store.ts";
import type { VectorStore } from "../vector/vector_store.ts";

/** Everything that an app or a job may use. */
export interface Services extends Platform, DataAccess {
  verifyUser: VerifyUser;
  requests: RequestCounts;
  connectors: Connectors;
  /**
   * What linking and reading stored tokens takes.
   *
   * @throws {ProblemError} 503 without ENCRYPTION_KEYS
   */
  linking(): Promise<OAuthDependencies>;
  /** The vectors that `client` may see: a person's own, or as the service those of whom it names. */
  vectors(client: Client): VectorStore;
  /**
   * The configured embedder, or without one the runtime's own; null: nothing is embedded, and search goes by words alone.
   *
   * @param maxRetries within a call; 0 where a queue retries
   */
  embedder(maxRetries?: number): Promise<Embedder | null>;
  /** An embedder of another model, as vectors from before a change have it; null: it cannot be asked. */
  embedderOf(model: string): Promise<Embedder | null>;
  languageModel(): Promise<LanguageModel>;
}

/** What may differ from the real thing. */
export type ServiceOverrides =
  & PlatformOverrides
  & Partial<
    Pick<
      Services,
      "connectors" | "requests" | "vectors" | "embedder" | "embedderOf" | "languageModel"
    >
  >;

/** The services of a configuration. Libraries that only some functions need are loaded on demand. */
export function createServices(config: Config, overrides: ServiceOverrides = {}): Services {
  return servicesOver(createPlatform(config, overrides), overrides);
}

/**
 * The services of a running function.
 *
 * @throws {ConfigError} when a variable is missing or malformed.
 */
export function servicesFromEnvironment(): Services {
  const services = servicesOver(platformFromEnvironment(), {});
  return { ...services, requests: createRequestCounts(services) };
}

function servicesOver(platform: Platform, overrides: ServiceOverrides): Services {
  const { config, fetch } = platform;
  const data = createDataAccess(platform);
  const linking = once(() => createLinking(config, data));
  return {
    ...platform,
    ...data,
    verifyUser: createUserVerifier(config, fetch),
    requests: overrides.requests ?? noRequestCounts,
    connectors: overrides.connectors ?? createConnectors({ ...platform, ...data, linking }),
    linking,
    vectors: overrides.vectors ??
      ((client) => new PgVectorStore(rpcOver(client, "public"), data.internal)),
    embedder: overrides.embedder ?? (async (maxRetries) => {
      if (!config.embeddings) {
        if (!platform.runtimeModels) return null;
        const { RuntimeEmbedder } = await import("../models/runtime/embedder.ts");
        return new RuntimeEmbedder(platform.runtimeModels);
      }
      const { OpenAiEmbedder } = await import("../models/openai/embedder.ts");
      return new OpenAiEmbedder(config.embeddings, fetch, maxRetries);
    }),
    embedderOf: overrides.embedderOf ?? (async (model) => {
      const { RuntimeEmbedder, runtimeModel } = await import("../models/runtime/embedder.ts");
      if (model === runtimeModel) {
        return platform.runtimeModels ? new RuntimeEmbedder(platform.runtimeModels) : null;
      }
      if (!config.embeddings) return null;
      const { OpenAiEmbedder } = await import("../models/openai/embedder.ts");
      return new OpenAiEmbedder({ ...config.embeddings, model }, fetch);
    }),
    languageModel: overrides.languageModel ?? once(() => createLanguageModel(platform)),
  };
}

/** The configured model before the extractive one, which needs nothing. */
async function createLanguageModel({ config, fetch, monotonic }: Platform): Promise<LanguageModel> {
  const { ExtractiveModel } = await import("../models/extractive/extractive_model.ts");
  const extractive = new ExtractiveModel();
  if (!config.chat) return extractive;
  const [{ OpenAiModel }, { FallbackModel }, { Circuit }] = await Promise.all([
    import("../models/openai/chat_model.ts"),
    import("../models/fallback_model.ts"),
    import("../models/circuit.ts"),
  ]);
  const model = new OpenAiModel(config.chat, fetch);
  return new FallbackModel(model, extractive, new Circuit(monotonic));
}

async function createLinking(
  { encryptionKeys }: Config,
  { internal }: DataAccess,
): Promise<OAuthDependencies> {
  if (encryptionKeys.length === 0) {
    throw new ProblemError(
      503,
      "encryption_not_configured",
      "Linking is not set up: ENCRYPTION_KEYS is missing",
    );
  }
  const [{ createKeyring }, { TokenStore }] = await Promise.all([
    import("../connectors/tokens/envelope.ts"),
    import("../connectors/tokens/token_store.ts"),
  ]);
  const keyring = await createKeyring(encryptionKeys);
  return { internal, keyring, tokens: new TokenStore(internal, keyring) };
}

/** Made at the first call, and kept unless that failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
}
