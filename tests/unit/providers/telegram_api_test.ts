import assert from "node:assert/strict";
import bigInt from "big-integer";
import { Api, type TelegramClient } from "telegram";
import { RPCError } from "telegram/errors/index.js";
import { photo, poll } from "../../providers/telegram/content.ts";
import { connect, gramClient, signIn, trust } from "../../providers/telegram/loopback.ts";
import { DataCentre } from "../../providers/telegram/server.ts";
import type { World } from "../../providers/telegram/world.ts";

const MIRA = 7001;
const ANA = 7002;

interface Signed {
  centre: DataCentre;
  world: World;
  client: TelegramClient;
  /** Lets the data centre's clock go on. */
  pass: (seconds: number) => void;
}

/** GramJS signed in as Mira, over a clock that the test moves. */
const signedIn = (name: string, work: (signed: Signed) => Promise<void>) =>
  Deno.test(name, async () => {
    let ahead = 0;
    const centre = await DataCentre.start({ now: () => Date.now() + ahead });
    using _trusted = trust(centre);
    await using _centre = centre;
    const { accounts, world } = centre;
    accounts.add({ id: MIRA, phone: "15550001111", firstName: "Mira", lastName: "Okafor" });
    world.addPerson({ id: ANA, firstName: "Ana" });
    const client = gramClient(centre);
    try {
      await connect(client, centre);
      await signIn(client, centre, "15550001111");
      await work({ centre, world, client, pass: (seconds) => void (ahead += seconds * 1000) });
    } finally {
      await client.destroy();
    }
    assert.deepEqual(centre.violations, []);
  });

const refusedAs = (name: string) => (error: unknown) =>
  error instanceof RPCError && error.errorMessage === name;

const textsOf = (messages: Api.TypeMessage[]) =>
  messages.map((message) => message instanceof Api.Message ? message.message : message.className);

const dialogPage = (limit: number, after?: { date: number; id: number; peer: Api.TypeInputPeer }) =>
  new Api.messages.GetDialogs({
    offsetDate: after?.date ?? 0,
    offsetId: after?.id ?? 0,
    offsetPeer: after?.peer ?? new Api.InputPeerEmpty(),
    limit,
    hash: bigInt.zero,
  });

const historyOf = (peer: Api.TypeInputPeer, offsetId: number, limit: number) =>
  new Api.messages.GetHistory({
    ...{ peer, offsetId, limit, offsetDate: 0, addOffset: 0, maxId: 0, minId: 0 },
    hash: bigInt.zero,
  });

const differenceFrom = ({ pts, qts, date }: Api.updates.State, total?: number) =>
  new Api.updates.GetDifference({ pts, qts, date, ...(total ? { ptsTotalLimit: total } : {}) });

function channelPeer(chats: Api.TypeChat[], id: number): Api.InputPeerChannel {
  const chat = chats.find((candidate) => candidate.id.equals(id));
  assert.ok(chat instanceof Api.Channel && chat.accessHash);
  return new Api.InputPeerChannel({ channelId: chat.id, accessHash: chat.accessHash });
}

const channelDifference = (peer: Api.InputPeerChannel, pts: number, limit = 100) =>
  new Api.updates.GetChannelDifference({
    channel: new Api.InputChannel({ channelId: peer.channelId, accessHash: peer.accessHash }),
    ...{ filter: new Api.ChannelMessagesFilterEmpty(), pts, limit },
  });

signedIn("getDialogs() pages through every chat once, newest first", async ({ world, client }) => {
  for (let id = 1; id <= 12; id++) {
    const person = world.addPerson({ id: 8000 + id, firstName: `Friend ${id}` });
    world.say({ kind: "private", people: [MIRA, person] }, person, {
      ...{ text: `hello ${id}`, date: 1_760_000_000 + (id % 5) },
    });
  }
  world.addChannel(50, "Launch", [MIRA, ANA]);
  const seen: string[] = [];
  let after: Parameters<typeof dialogPage>[1];
  for (;;) {
    const page = await client.invoke(dialogPage(5, after));
    assert.ok(page instanceof Api.messages.DialogsSlice);
    assert.equal(page.count, 13);
    if (page.dialogs.length === 0) break;
    for (const dialog of page.dialogs) {
      assert.ok(dialog instanceof Api.Dialog);
      seen.push(`${dialog.peer.className} ${dialog.topMessage} ${dialog.pts ?? "-"}`);
    }
    const top = page.messages.at(-1);
    assert.ok(top instanceof Api.Message && top.peerId instanceof Api.PeerUser);
    const { userId } = top.peerId;
    const user = page.users.find(({ id }) => id.equals(userId));
    assert.ok(user instanceof Api.User && user.accessHash);
    const peer = new Api.InputPeerUser({ userId, accessHash: user.accessHash });
    after = { date: top.date, id: top.id, peer };
  }
  assert.equal(seen[0], "PeerChannel 1 2");
  assert.equal(new Set(seen).size, 13);
});

signedIn("getHistory() goes back page by page and knows its own hashes", async (signed) => {
  const { world, client } = signed;
  const chat = { kind: "private", people: [MIRA, ANA] } as const;
  for (let i = 1; i <= 150; i++) world.say(chat, i % 2 ? ANA : MIRA, `message ${i}`);
  world.say(chat, ANA, { text: "Which day?", media: poll("Which day?", ["Monday", "Friday"]) });
  world.say(chat, ANA, { media: photo(5) });
  const dialogs = await client.invoke(dialogPage(10));
  assert.ok(dialogs instanceof Api.messages.Dialogs);
  const ana = dialogs.users.find(({ id }) => id.equals(ANA));
  assert.ok(ana instanceof Api.User && ana.accessHash);
  const peer = new Api.InputPeerUser({ userId: ana.id, accessHash: ana.accessHash });
  const first = await client.invoke(historyOf(peer, 0, 1_000));
  assert.ok(first instanceof Api.messages.MessagesSlice);
  assert.deepEqual([first.count, first.messages.length], [152, 100]);
  assert.equal(textsOf(first.messages)[2], "message 150");
  const last = first.messages.at(-1);
  const second = await client.invoke(historyOf(peer, last?.id ?? 0, 100));
  assert.ok(second instanceof Api.messages.MessagesSlice);
  assert.deepEqual(textsOf(second.messages).slice(-1), ["message 1"]);
  assert.equal(second.messages.length, 52);
  const wrong = new Api.InputPeerUser({ userId: ana.id, accessHash: ana.accessHash.add(1) });
  await assert.rejects(() => client.invoke(historyOf(wrong, 0, 1)), refusedAs("PEER_ID_INVALID"));
});

signedIn("getDifference() tells new, edited and deleted messages in slices", async (signed) => {
  const { world, client } = signed;
  const chat = world.addGroup(20, "Family", [MIRA, ANA]);
  let state = await client.invoke(new Api.updates.GetState());
  const empty = await client.invoke(differenceFrom(state));
  assert.ok(empty instanceof Api.updates.DifferenceEmpty);
  const said = world.say(chat, ANA, "a");
  const regretted = ["b", "c"].map((text) => world.say(chat, ANA, text));
  world.say(chat, ANA, "d");
  world.edit(said, { text: "a, corrected" });
  world.delete(regretted);
  world.whisper(MIRA);
  world.slice = 3;
  const seen: string[] = [];
  for (let slices = 0;; slices++) {
    const part = await client.invoke(differenceFrom(state));
    assert.ok(
      part instanceof Api.updates.Difference || part instanceof Api.updates.DifferenceSlice,
    );
    seen.push(...textsOf(part.newMessages), ...part.otherUpdates.map((update) => update.className));
    const isLast = part instanceof Api.updates.Difference;
    state = isLast ? part.state : part.intermediateState;
    if (!isLast) continue;
    assert.equal(slices, 1);
    assert.equal(part.newEncryptedMessages.length, 1);
    break;
  }
  assert.deepEqual(seen, ["a, corrected", "d", "UpdateEditMessage", "UpdateDeleteMessages"]);
  assert.equal(state.qts, 1);
  world.say(chat, ANA, "e");
  world.say(chat, ANA, "f");
  const bounded = await client.invoke(differenceFrom(state, 1));
  assert.ok(bounded instanceof Api.updates.DifferenceTooLong);
  assert.equal(bounded.pts, state.pts + 2);
  world.mailbox(MIRA).box.forget();
  const forgotten = await client.invoke(differenceFrom(state));
  assert.ok(forgotten instanceof Api.updates.DifferenceTooLong);
  const ahead = new Api.updates.State({ ...state, pts: state.pts + 3 });
  await assert.rejects(
    () => client.invoke(differenceFrom(ahead)),
    refusedAs("PERSISTENT_TIMESTAMP_INVALID"),
  );
});

signedIn("A channel with news is named, and tells them from its own pts", async (signed) => {
  const { world, client, pass } = signed;
  const chat = world.addChannel(50, "Launch", [MIRA, ANA], { forum: true });
  const topic = world.addTopic(chat, ANA, "Venue");
  pass(5);
  const state = await client.invoke(new Api.updates.GetState());
  assert.ok(await client.invoke(differenceFrom(state)) instanceof Api.updates.DifferenceEmpty);
  const root = world.say(chat, ANA, { text: "Where?", topic });
  world.say(chat, MIRA, { text: "At home", topic, replyTo: root });
  const news = await client.invoke(differenceFrom(state));
  assert.ok(news instanceof Api.updates.Difference);
  const [hint] = news.otherUpdates;
  assert.ok(hint instanceof Api.UpdateChannelTooLong && hint.channelId.equals(50));
  const peer = channelPeer(news.chats, 50);

  const first = await client.invoke(channelDifference(peer, 1, 3));
  assert.ok(first instanceof Api.updates.ChannelDifference);
  assert.deepEqual([first.pts, first.final], [4, false]);
  const second = await client.invoke(channelDifference(peer, first.pts));
  assert.ok(second instanceof Api.updates.ChannelDifference && second.final);
  const [answer] = second.newMessages;
  assert.ok(answer instanceof Api.Message && answer.replyTo instanceof Api.MessageReplyHeader);
  assert.deepEqual([answer.replyTo.replyToTopId, answer.replyTo.forumTopic], [topic, true]);
  const none = await client.invoke(channelDifference(peer, second.pts));
  assert.ok(none instanceof Api.updates.ChannelDifferenceEmpty && none.final);

  world.channelOf(chat).box.forget();
  const long = await client.invoke(channelDifference(peer, 1, 2));
  assert.ok(long instanceof Api.updates.ChannelDifferenceTooLong);
  assert.deepEqual(textsOf(long.messages), ["At home", "Where?"]);
  assert.ok(long.dialog instanceof Api.Dialog && long.dialog.pts === second.pts);
});

signedIn(
  "A channel that was left is private, and of its people only min is known",
  async (signed) => {
    const { world, client } = signed;
    const chat = world.addChannel(50, "Launch", [ANA, MIRA]);
    world.say(chat, ANA, "secret plan");
    const dialogs = await client.invoke(dialogPage(10));
    assert.ok(dialogs instanceof Api.messages.Dialogs);
    const peer = channelPeer(dialogs.chats, 50);
    const ana = dialogs.users.find(({ id }) => id.equals(ANA));
    assert.ok(ana instanceof Api.User && ana.min && ana.accessHash);
    const input = new Api.InputUser({ userId: ana.id, accessHash: ana.accessHash });
    const users = await client.invoke(new Api.users.GetUsers({ id: [input] }));
    assert.ok(users[0] instanceof Api.UserEmpty);

    const state = await client.invoke(new Api.updates.GetState());
    world.leave(chat, MIRA, true);
    const news = await client.invoke(differenceFrom(state));
    assert.ok(news instanceof Api.updates.Difference);
    assert.ok(news.chats[0] instanceof Api.ChannelForbidden);
    const refused = refusedAs("CHANNEL_PRIVATE");
    await assert.rejects(() => client.invoke(channelDifference(peer, 1)), refused);
    await assert.rejects(() => client.invoke(historyOf(peer, 0, 5)), refused);
  },
);
