import assert from "node:assert/strict";
import { z } from "zod";
import { createAgentContext } from "../../../shared/agents/create_context.ts";
import { namesIn } from "../../../shared/agents/understanding/names.ts";
import { normaliseMail } from "../../../shared/connectors/outlook/mail/normalise.ts";
import { MailMessage } from "../../../shared/connectors/outlook/mail/message.ts";
import { slackPeople, userNames } from "../../../shared/connectors/slack/messages/directory.ts";
import { SlackMessage } from "../../../shared/connectors/slack/messages/message.ts";
import { normaliseForThread } from "../../../shared/connectors/slack/messages/normalise.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { type ThreadPart, threadsOf } from "../../../shared/events/threads.ts";
import { linkAccount } from "../../support/connectors/timeline.ts";
import { startTestStack, type TestStack } from "../../support/stack.ts";

const now = "2026-03-18T12:00:00Z";

function mail(address: string, name: string, id: string): ThreadPart {
  const part = normaliseMail(
    MailMessage.parse({
      id,
      parentFolderId: "inbox",
      isDraft: false,
      conversationId: `c-${id}`,
      subject: "Offer",
      from: { emailAddress: { name, address } },
      toRecipients: [{ emailAddress: { name: "Ada", address: "ada@x.test" } }],
      body: { contentType: "text", content: "Here is the offer." },
      receivedDateTime: now,
      lastModifiedDateTime: now,
    }),
    { accountId: "o1", own: new Set(["ada@x.test"]), folder: "Inbox", attachments: [] },
  );
  assert.ok(part);
  return part;
}

function slack(user: { id: string; name: string; real_name?: string; email?: string }): ThreadPart {
  const { email, ...rest } = user;
  const users = [{ ...rest, profile: { display_name: user.name, ...(email ? { email } : {}) } }];
  const part = normaliseForThread(
    SlackMessage.parse({
      type: "message",
      ts: "1773835200.000100",
      user: user.id,
      text: "Shipped.",
    }),
    {
      channel: { id: "C1", name: "launch", kind: "channel" },
      directory: {
        team: "T1",
        users: userNames(users),
        people: slackPeople(users),
        channels: new Map(),
      },
    },
  );
  assert.ok(part);
  return part;
}

Deno.test("people of the timeline are one each over all sources", async (t) => {
  await using test = await startTestStack({ now });
  const owner = await test.signUp("ada");
  const accounts: Record<string, string> = {};
  for (const [source, id] of [["outlook", "o1"], ["slack", "T1"]] as const) {
    const [row] = await test.stack.sql<{ id: string }>(
      `insert into public.linked_accounts (user_id, provider, provider_account_id)
       values ($1, $2, $3) returning id`,
      [owner.id, source, id],
    );
    accounts[source] = row?.id ?? "";
  }
  const store = (source: "outlook" | "slack", parts: ThreadPart[]) =>
    ingestEvents(test.services.internal, {
      user_id: owner.id,
      source,
      source_account_id: accounts[source] ?? "",
      threads: threadsOf(parts),
      events: parts.map(({ event }) => event),
    });
  const persons = async () => {
    const { data } = await owner.client.from("entities").select("name, aliases").eq(
      "kind",
      "person",
    )
      .order("name").throwOnError();
    return data ?? [];
  };
  const asked = async (prompt: string) => {
    const { timeline } = await createAgentContext(test.services, owner);
    const { people, unresolved } = namesIn(prompt, await timeline.names());
    const window = {
      start: new Date("2026-03-01T00:00:00Z"),
      end: new Date("2026-03-20T00:00:00Z"),
    };
    const items = await timeline.eventsIn(window, people.length > 0 ? { people } : {});
    return { sources: [...new Set(items.map(({ source }) => source))].sort(), unresolved };
  };

  await t.step(
    "who has one address in Slack and Outlook is found by any name, in both",
    async () => {
      const anna = { id: "U1", name: "annak", real_name: "Anna Keller", email: "Anna@X.test" };
      await store("outlook", [mail("anna@x.test", "Keller, Anna", "m1")]);
      await store("slack", [slack(anna)]);
      const [known, ...others] = await persons();
      assert.deepEqual(others, []);
      assert.deepEqual(known?.aliases, [
        "anna@x.test",
        "Keller, Anna",
        "slack:T1/U1",
        "annak",
        "Anna Keller",
      ]);
      for (
        const prompt of ["what did Anna write?", "messages from annak", "mails from anna@x.test"]
      ) {
        assert.deepEqual(
          await asked(prompt),
          { sources: ["outlook", "slack"], unresolved: [] },
          prompt,
        );
      }
    },
  );

  await t.step("a page that comes again changes nothing", async () => {
    const rows = () =>
      test.stack.sql("select xmin::text, * from public.entities where user_id = $1", [owner.id]);
    const before = await rows();
    await store("outlook", [mail("anna@x.test", "Keller, Anna", "m1")]);
    assert.deepEqual(await rows(), before);
  });

  await t.step("a name alone is nobody's: who shares it is told apart, and said", async () => {
    await store("outlook", [mail("anna@other.test", "Anna Keller", "m2")]);
    assert.equal((await persons()).length, 2);
    const { sources, unresolved } = await asked("what did Anna Keller write?");
    assert.deepEqual(sources, ["outlook", "slack"]);
    assert.equal(unresolved[0]?.candidates.length, 2);
  });

  await t.step("newsletters and programs are nobody", async () => {
    const part = mail("news@shop.test", "Shop", "m3");
    const parts = [{ ...part, event: { ...part.event, automated: true } }];
    await store("outlook", parts);
    assert.ok((await persons()).every(({ name }) => name !== "Shop"));
  });

  await t.step("nobody else sees them", async () => {
    const other = await test.signUp("other");
    const { data } = await other.client.from("entities").select("id").throwOnError();
    assert.deepEqual(data, []);
  });

  await t.step("with an account go those who were seen in it alone", async () => {
    await test.stack.sql("delete from public.events where user_id = $1 and source = 'outlook'", [
      owner.id,
    ]);
    await test.stack.sql("delete from public.linked_accounts where id = $1", [
      accounts["outlook"] ?? "",
    ]);
    const left = await persons();
    assert.deepEqual(left.map(({ aliases }) => aliases), [[
      "anna@x.test",
      "slack:T1/U1",
      "annak",
      "Anna Keller",
    ]]);
  });
});

Deno.test("retention forgets who has nothing left in the timeline", async () => {
  await using test: TestStack = await startTestStack({ now });
  const { userId, accountId } = await linkAccount(test, "outlook", "o1");
  const part = mail("anna@x.test", "Anna", "m1");
  await ingestEvents(test.services.internal, {
    user_id: userId,
    source: "outlook",
    source_account_id: accountId,
    threads: threadsOf([part]),
    events: [part.event],
  });
  const count = async () =>
    (await test.stack.sql("select 1 from public.entities where user_id = $1", [userId])).length;
  const retain = async () => {
    const audit = z.guid().parse(
      await test.services.internal("retention_start", { for_user: userId }),
    );
    await test.services.internal("retention_finish", { audit });
  };
  await retain();
  assert.equal(await count(), 1);
  await test.stack.sql("delete from public.events where user_id = $1", [userId]);
  await retain();
  assert.equal(await count(), 0);
});
