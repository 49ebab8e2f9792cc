/** What happens at the loopback providers: one invented team, the same people everywhere, up to now. */
import { DataCentre } from "../telegram/server.ts";
import { OutlookServer } from "../outlook/server.ts";
import { personOf } from "../outlook/people.ts";
import { EventsApi } from "../slack/events_api.ts";
import { SlackServer } from "../slack/server.ts";
import type { Workspace } from "../slack/workspace.ts";

/** The servers of a world that lives. */
export interface Practice extends AsyncDisposable {
  slack: SlackServer;
  /** What pushes Slack's news; Outlook's are pushed to whoever subscribes. */
  events: EventsApi;
  outlook: OutlookServer;
  telegram: DataCentre;
  /** Somebody writes to the owner: at Slack in #launch, by mail, in a chat. */
  say(source: "slack" | "outlook" | "telegram", text: string): void;
}

/** Whom the world is seen by, in digits as Telegram has it. */
export const OWNER = { name: "Mira Lund", phone: "15550001111" };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** @param workspace what Slack holds in place of the invented team */
export async function startPractice(workspace?: Workspace): Promise<Practice> {
  const mira = personOf(OWNER.name);
  const outlook = await OutlookServer.start({ people: [mira] });
  const slack = new SlackServer(workspace ? { workspace } : {});
  const events = new EventsApi(slack);
  const telegram = await DataCentre.start();
  if (!workspace) furnishSlack(slack);
  furnishOutlook(outlook);
  const chat = furnishTelegram(telegram);
  return {
    slack,
    events,
    outlook,
    telegram,
    say(source, text) {
      if (source === "slack") sayAtSlack(slack.workspace, text);
      if (source === "outlook") {
        outlook.mailbox().arrive({ subject: text.slice(0, 60), text, from: jonas });
      }
      if (source === "telegram") telegram.world.say(chat, 7002, text);
    },
    async [Symbol.asyncDispose]() {
      await events[Symbol.asyncDispose]();
      await Promise.all([slack, outlook, telegram].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

const jonas = { name: "Jonas Weber", address: "jonas.weber@contoso.test" };
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

/** In #launch, or where most is said, by somebody who is not the first member. */
function sayAtSlack(workspace: Workspace, text: string): void {
  const [viewer] = workspace.members.keys();
  const place = workspace.conversations.get("C1") ??
    [...workspace.conversations.values()].filter(({ members }) => members.has(viewer ?? ""))
      .sort((a, b) => b.messages.size - a.messages.size)[0];
  if (!place) throw new Error("Nobody says anything at a Slack without conversations");
  const author = [...place.members].find((member) => member !== viewer) ?? viewer ?? "U0";
  workspace.post(place.id, author, text, new Date());
}

function furnishSlack({ workspace }: SlackServer): void {
  for (const [id, name] of [["U1", "Mira Lund"], ["U2", "Jonas Weber"], ["U3", "Priya Nair"]]) {
    workspace.addMember(id ?? "", name ?? "");
  }
  workspace.addConversation("C1", "launch", ["U1", "U2", "U3"]);
  workspace.addConversation("C2", "random", ["U1", "U2", "U3"]);
  const asked = workspace.post("C1", "U2", "Who brings the banner to the opening?", ago(2 * DAY));
  workspace.post("C1", "U3", "I do, it is printed already.", ago(2 * DAY - 20 * MINUTE), {
    thread_ts: asked.ts,
  });
  workspace.post(
    "C1",
    "U3",
    "We decided: the bike rental opens on Thursday at nine.",
    ago(100 * MINUTE),
  );
  workspace.post(
    "C1",
    "U2",
    "<@U1> could you send the seating chart to the caterer by tomorrow noon?",
    ago(40 * MINUTE),
  );
  workspace.post("C2", "U3", "There is cake in the kitchen.", ago(30 * MINUTE));
}

function furnishOutlook(outlook: OutlookServer): void {
  const mailbox = outlook.mailbox();
  mailbox.arrive({
    subject: "Invoice 2291 for the tents",
    from: { name: "Tomas Silva", address: "tomas@tents.test" },
    html: "<p>Hello Mira,</p><p>the tents cost 1,480 euros. Please pay by Friday.</p>",
    receivedAt: ago(90 * MINUTE),
  });
  mailbox.arrive({
    subject: "Permit",
    from: jonas,
    html: "<p>The city has signed the permit for the square.</p>",
    receivedAt: ago(DAY),
  });
  const { calendars } = mailbox;
  calendars.add({ subject: "Stage plan", at: ago(-3 * 60 * MINUTE), minutes: 60 });
  calendars.add({ subject: "Call with the caterer", at: ago(-1 * DAY), minutes: 30 });
}

function furnishTelegram({ accounts, world }: DataCentre) {
  accounts.add({ id: 7001, phone: OWNER.phone, firstName: "Mira" });
  world.addPerson({ id: 7002, firstName: "Jonas", lastName: "Weber" });
  const chat = world.addGroup(8001, "Opening crew", [7001, 7002]);
  world.say(chat, 7002, "The van is booked for Wednesday evening.");
  return chat;
}
