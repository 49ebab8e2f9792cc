import type { z } from "zod";
import { ConnectorError, type LinkedAccount } from "../../connector.ts";
import { accessToken, type AccessTokenDependencies } from "../../tokens/access_token.ts";
import type { OAuthProvider } from "../../oauth/provider.ts";
import {
  createSlackApi,
  type SlackApi,
  type SlackApiSettings,
  SlackMethodError,
} from "./web_api.ts";

/**
 * Slack's Web API as an account, with whatever token is the account's at the moment. A token that is
 * refused is looked up again before anybody believes it: it may have been renewed by another worker,
 * or be over its time.
 */
export function accountApi(
  settings: SlackApiSettings,
  dependencies: AccessTokenDependencies,
  oauth: OAuthProvider,
  account: LinkedAccount,
): SlackApi {
  let current: { token: string; api: SlackApi } | null = null;
  const apiOf = async (rejected?: string) => {
    const token = await accessToken(dependencies, account, (old) => oauth.refresh(old), rejected);
    if (current?.token !== token) current = { token, api: createSlackApi(settings, token) };
    return current;
  };
  return {
    async call<T>(method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
      const used = current ?? await apiOf();
      try {
        return await used.api.call(method, args, answer);
      } catch (error) {
        const expired = error instanceof SlackMethodError && error.code === "token_expired";
        const ended = error instanceof ConnectorError && error.remedy.kind === "relink";
        if (!expired && !ended) throw error;
        const stored = await dependencies.tokens.read(account.id);
        // Refused as it stands, and not because of its age: the grant is over.
        if (ended && stored?.access === used.token) throw error;
        const renewed = await apiOf(expired ? used.token : undefined);
        return await renewed.api.call(method, args, answer);
      }
    },
  };
}
