import assert from "node:assert/strict";
import { photo, poll } from "../../providers/telegram/content.ts";
import { inTurn } from "../../providers/telegram/faults.ts";
import { mtcuteClient } from "../../providers/telegram/mtcute.ts";
import { publishedLayer } from "../../providers/telegram/published_layer.ts";
import { DataCentre, REAL_PRIMES } from "../../providers/telegram/server.ts";

const PHONE = "15550001111";
const MIRA = 7001;
const ANA = 7002;

// mtcute listens for the end of the process as long as it lives, which older Deno counts.
const sanitizers = { sanitizeOps: false, sanitizeResources: false };

Deno.test("mtcute, unmodified, logs in and reads dialogs and histories", sanitizers, async () => {
  await using centre = await DataCentre.start({ primes: REAL_PRIMES, layers: [publishedLayer()] });
  const { accounts, world } = centre;
  accounts.add({ id: MIRA, phone: PHONE, firstName: "Mira", password: "tulip 9" });
  world.addPerson({ id: ANA, firstName: "Ana", lastName: "Sol" });
  const chat = { kind: "private", people: [MIRA, ANA] } as const;
  for (let i = 1; i <= 120; i++) world.say(chat, i % 2 ? ANA : MIRA, `message ${i}`);
  world.edit(world.say(chat, ANA, "Friday?"), { text: "Monday?" });
  world.say(chat, ANA, { media: poll("Which day?", ["Monday", "Friday"]) });
  world.say(chat, ANA, { text: "the room", media: photo() });
  world.addGroup(20, "Family", [MIRA, ANA]);
  const forum = world.addChannel(50, "Launch", [MIRA, ANA], { forum: true });
  const topic = world.addTopic(forum, ANA, "Venue");
  const root = world.say(forum, ANA, { text: "Where?", topic });
  world.say(forum, MIRA, { text: "At home", topic, replyTo: root });

  const client = mtcuteClient(centre);
  try {
    const self = await client.start({
      phone: PHONE,
      code: () => Promise.resolve(accounts.codeOf(PHONE)),
      password: "tulip 9",
      codeSentCallback: () => {},
    });
    assert.equal(self.id, MIRA);
    centre.changeSalts();
    const dialogs = await Array.fromAsync(client.iterDialogs());
    assert.deepEqual(dialogs.map(({ peer }) => peer.displayName).sort(), [
      ..."Ana Sol,Family,Launch".split(","),
    ]);
    const found = (name: string) => {
      const dialog = dialogs.find(({ peer }) => peer.displayName === name);
      assert.ok(dialog);
      return dialog.peer.inputPeer;
    };
    const messages = await Array.fromAsync(client.iterHistory(found("Ana Sol"), { limit: 500 }));
    assert.equal(messages.length, 123);
    assert.deepEqual(
      messages.slice(0, 4).map(({ text, media }) => media ? `${media.type} ${text}` : text),
      ["photo the room", "poll ", "Monday?", "message 120"],
    );
    const [answer] = await client.getHistory(found("Launch"), { limit: 1 });
    assert.equal(answer?.text, "At home");
    assert.equal(answer?.replyToMessage?.threadId, topic);

    // Each costs it a second sending, over a new connection.
    centre.fault = inTurn({ "updates.GetState": [{ transport: -404 }, { drop: "after" }] });
    const state = await client.call({ _: "updates.getState" });
    assert.equal(state.pts, world.mailbox(MIRA).box.pts);
    assert.equal(centre.calls.filter((call) => call === "updates.GetState").length, 3);
    await client.logOut();
  } finally {
    await client.destroy();
  }
  assert.deepEqual(centre.violations, []);
});
