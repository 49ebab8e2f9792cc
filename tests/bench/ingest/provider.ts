/**
 * A loopback provider in a process of its own, so that its work is not counted as ours. Arguments:
 * slack or outlook, and how many items it holds. It prints one line of JSON and lives until its
 * input ends.
 */
import { NEEDED_SCOPES as OUTLOOK_SCOPES } from "../../../shared/connectors/outlook/live/oauth.ts";
import { NEEDED_SCOPES, WANTED_SCOPES } from "../../../shared/connectors/slack/live/oauth.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { SlackServer } from "../../providers/slack/server.ts";

/** How the provider is reached, and an account of it. */
export interface Offered {
  url: string;
  env: Record<string, string>;
  token: string;
  providerAccountId: string;
  metadata: Record<string, unknown>;
}

/** About what people write: 90 words, with a quotation and a list now and then. */
const WORDS =
  ("we will send the offer on thursday after the review so please look at the numbers " +
    "again and tell me whether the date still works for the team in lisbon or we move it").split(
      " ",
    );

function textOf(number: number): string {
  return Array.from({ length: 90 }, (_, i) => WORDS[(number * 7 + i * 5) % WORDS.length])
    .join(" ");
}

async function outlook(items: number): Promise<Offered & AsyncDisposable> {
  const server = await OutlookServer.start({ accessLife: () => 86_400 });
  const { person } = server;
  const mailbox = server.mailbox();
  const folders = ["inbox", "archive", "sentitems", mailbox.createFolder("Projects").key];
  for (let i = 0; i < items; i++) {
    mailbox.arrive({
      subject: `Offer ${i}`,
      folder: folders[i % folders.length] ?? "inbox",
      from: { name: `Person ${i % 40}`, address: `person${i % 40}@example.test` },
      html: `<html><body><p>${textOf(i)}</p><ul><li>${i}</li></ul></body></html>`,
      receivedAt: new Date(Date.now() - i * 120_000),
    });
  }
  const { clientId, clientSecret, redirectUris } = server.identity.registration;
  return {
    url: server.url,
    env: {
      OUTLOOK_CLIENT_ID: clientId,
      OUTLOOK_CLIENT_SECRET: clientSecret,
      OUTLOOK_REDIRECT_URI: redirectUris[0] ?? "",
      OUTLOOK_LOGIN_URL: server.loginUrl,
      OUTLOOK_GRAPH_URL: server.graphUrl,
    },
    token: server.issue([...OUTLOOK_SCOPES, "offline_access"]).access_token,
    providerAccountId: person.id,
    metadata: { user: person.id, addresses: [person.mail] },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function slack(items: number): Offered & AsyncDisposable {
  const server = new SlackServer();
  const { workspace } = server;
  const members = Array.from({ length: 40 }, (_, i) => `U${i + 1}`);
  for (const id of members) workspace.addMember(id, `Person ${id}`);
  const channels = Array.from({ length: 10 }, (_, i) => `C${i + 1}`);
  for (const id of channels) workspace.addConversation(id, `channel-${id.toLowerCase()}`, members);
  for (let i = 0; i < items; i++) {
    const channel = channels[i % channels.length] ?? "C1";
    const at = new Date(Date.now() - i * 120_000);
    workspace.post(channel, members[1 + i % 39] ?? "U2", textOf(i), at);
  }
  return {
    url: server.url,
    env: {
      SLACK_CLIENT_ID: server.clientId,
      SLACK_CLIENT_SECRET: server.clientSecret,
      SLACK_REDIRECT_URI: server.redirectUris[0] ?? "",
      SLACK_API_URL: `${server.url}/api/`,
      SLACK_AUTHORIZE_URL: `${server.url}/oauth/v2/authorize`,
    },
    token: server.grants.issue("U1", [...NEEDED_SCOPES, ...WANTED_SCOPES]).access_token,
    providerAccountId: workspace.id,
    metadata: { user: "U1", domain: workspace.domain },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

if (import.meta.main) {
  const [name, count] = Deno.args;
  const items = Number(count);
  await using provider = await (name === "slack" ? slack(items) : outlook(items));
  const { url, env, token, providerAccountId, metadata } = provider;
  console.log(JSON.stringify({ url, env, token, providerAccountId, metadata }));
  for await (const _ of Deno.stdin.readable);
}
