// @ts-types="@modelcontextprotocol/sdk/client/index"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { mcpApp } from "../../shared/apps/mcp.ts";
import type { Services } from "../../shared/apps/services.ts";

/** The MCP server over HTTP, at the path that clients know. */
export interface McpServer extends AsyncDisposable {
  /** Its address. */
  url: URL;
  /** One request to it; `path` stands behind its address. */
  request(init: RequestInit, path?: string): Promise<Response>;
  /** The SDK's own client, connected. */
  connect(token: string): Promise<Client>;
}

/** Serves the function on this machine; what stands before its name in the path is the gateway's. */
export function serveMcp(make: (origin: string) => Services): McpServer {
  let app: ReturnType<typeof mcpApp> | undefined;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    app ??= mcpApp(make(new URL(request.url).origin));
    return await app.fetch(new Request(request.url.replace("/functions/v1", ""), request));
  });
  const url = new URL(`http://127.0.0.1:${server.addr.port}/functions/v1/mcp`);
  return {
    url,
    request: (init, path = "") => fetch(`${url}${path}`, init),
    async connect(token) {
      const client = new Client({ name: "test", version: "1.0.0" });
      await client.connect(
        new StreamableHTTPClientTransport(url, {
          requestInit: { headers: { authorization: `Bearer ${token}` } },
        }),
      );
      return client;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a tool gave: its structured content, and its texts. */
export interface ToolAnswer {
  isError: boolean;
  value: Record<string, unknown>;
  texts: string[];
}

/** Calls a tool. The client itself checks the structured content against the tool's schema. */
export async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
): Promise<ToolAnswer> {
  const result = await client.callTool({ name, arguments: args });
  const content = Array.isArray(result.content) ? result.content : [];
  return {
    isError: result.isError === true,
    value: Object(result.structuredContent ?? {}),
    texts: content.map((part: { text?: unknown }) => String(part.text)),
  };
}
