/** How a connector gets at an account that somebody linked. */
import type { Rpc } from "../database/rpc.ts";
import type { Platform } from "../platform/platform.ts";
import type { OAuthDependencies } from "./oauth/flow.ts";

/** What connectors are made with. */
export interface ConnectorServices
  extends Pick<Platform, "config" | "fetch" | "realNow" | "sleep" | "log"> {
  internal: Rpc;
  /**
   * Stored tokens and what seals them.
   *
   * @throws {ProblemError} 503 without ENCRYPTION_KEYS
   */
  linking(): Promise<OAuthDependencies>;
}
