import OpenAI, { APIError, APIUserAbortError } from "openai";
import { ContentFilterFinishReasonError, LengthFinishReasonError } from "openai/error";
import { aliasedChat } from "../evidence_prompt.ts";
import {
  type Generated,
  type GenerateLimits,
  type LanguageModel,
  type Message,
  ModelOutputError,
  type OutputContract,
} from "../language_model.ts";
import { type Usage } from "../usage.ts";
import { ProviderError } from "../provider_error.ts";
import { wireSchema } from "./wire_schema.ts";

/** How a chat model is called. */
export interface ChatSettings {
  baseUrl: string | undefined;
  apiKey: string;
  model: string;
  /** Of one attempt, at most 60. */
  timeoutSeconds: number;
  /** Attempts after the first, within a call. */
  maxRetries: number;
  /** The most that one answer may have. */
  maxOutputTokens: number;
}

/** About 10,000 tokens: long enough to see a conversation, short enough to be read closely. */
const evidenceCharacters = 40_000;

/** Any server that speaks OpenAI's `/v1/chat/completions` with structured outputs. */
export class OpenAiModel implements LanguageModel {
  readonly name: string;
  readonly evidenceCharacters = evidenceCharacters;
  readonly #client: OpenAI;

  constructor(private readonly settings: ChatSettings, fetch: typeof globalThis.fetch) {
    this.name = settings.model;
    this.#client = new OpenAI({
      apiKey: settings.apiKey,
      ...(settings.baseUrl ? { baseURL: settings.baseUrl } : {}),
      fetch,
      maxRetries: settings.maxRetries,
      timeout: settings.timeoutSeconds * 1000,
      logLevel: "off",
    });
  }

  /**
   * @throws {ModelOutputError} where the answer was cut off or is no JSON
   * @throws {ProviderError} where the provider refuses or does not answer
   */
  async generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    { signal, budget }: GenerateLimits = {},
  ): Promise<Generated<T>> {
    budget?.check();
    const chat = aliasedChat(messages);
    const completion = await this.#client.chat.completions.parse({
      model: this.settings.model,
      messages: chat.messages,
      max_completion_tokens: this.settings.maxOutputTokens,
      response_format: {
        type: "json_schema",
        json_schema: { name: output.name, strict: true, schema: wireSchema(output.schema) },
      },
    }, signal ? { signal } : {}).catch((error: unknown) => {
      throw asOurs(error, output.name, signal);
    });
    const usage: Usage = {
      inputTokens: completion.usage?.prompt_tokens ?? 0,
      outputTokens: completion.usage?.completion_tokens ?? 0,
    };
    budget?.spend(usage);
    const [choice] = completion.choices ?? [];
    if (choice?.message.refusal) throw new ProviderError("refused", false);
    if (!choice?.message.content) throw new ModelOutputError(`The ${output.name} is empty`);
    const parsed = output.schema.safeParse(chat.withIds(json(choice.message.content, output.name)));
    if (!parsed.success) {
      const faults = parsed.error.issues.slice(0, 10)
        .map(({ path, message }) => `${path.map(String).join(".") || "it"}: ${message}`);
      throw new ModelOutputError(faults.join("; "));
    }
    return { value: parsed.data, model: this.name, usage, degraded: null };
  }
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes the text.
    throw new ModelOutputError(`The ${name} is not valid JSON`);
  }
}

/** Keeps class and status, drops messages: a provider may quote the prompt in them. */
function asOurs(error: unknown, name: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof LengthFinishReasonError) {
    return new ModelOutputError(`The ${name} was cut off at its length limit; be shorter`);
  }
  if (error instanceof ContentFilterFinishReasonError) {
    return new ProviderError("content_filter", false);
  }
  if (error instanceof APIUserAbortError) return signal?.reason ?? error;
  if (error instanceof SyntaxError) return new ModelOutputError(`The ${name} is not valid JSON`);
  // The SDK trips over answers that are none of its API's.
  if (!(error instanceof APIError)) return new ProviderError("unexpected_answer", false);
  const { status } = error;
  if (status === undefined) return new ProviderError("unreachable", true);
  // What one request got wrong is no outage; a key that is refused is one for everybody.
  const outage = status === 401 || status === 403 || status === 404 || status === 408 ||
    status === 429 || status >= 500;
  return new ProviderError(`status_${status}`, outage);
}
