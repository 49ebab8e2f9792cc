/** Lives a schedule through: the deeds of a mailbox, and the readings in between. */
import { CalendarDeeds } from "./calendar_deeds.ts";
import type { Scene } from "./scene.ts";
import type { Deed, Schedule, Step, Visit } from "./schedules.ts";

/** Minutes that pass with each deed: a clock of seconds tells one from the next. */
const MOMENT = 1 / 30;
/** Folders that a person makes, at most. */
const MOST_FOLDERS = 5;

/** Lives the schedule through, then lets the reader catch up. */
export async function live(scene: Scene, schedule: Schedule): Promise<void> {
  const play = new Play(scene);
  for (const step of schedule) await play.take(step);
  await scene.leaveOut([]);
  // Folders that are gone are asked after for an hour; calendars are read anew after a week.
  for (const minutes of [5, 90, 5, 8 * 1440, 5]) {
    scene.pass(minutes);
    await scene.read(Infinity);
  }
}

class Play {
  readonly #mails: string[] = [];
  readonly #calendar: CalendarDeeds;
  readonly #leftOut = new Set<string>();
  #number = 0;

  constructor(readonly scene: Scene) {
    this.#calendar = new CalendarDeeds(scene, (kind) => this.#name(kind));
  }

  async take(step: Step): Promise<void> {
    const { scene } = this;
    switch (step.kind) {
      case "poll":
        await this.#read(step);
        break;
      case "push":
        await scene.readPushed();
        break;
      case "wait":
        scene.pass(step.minutes);
        break;
      case "select": {
        const folder = this.#folder(step.folder);
        if (step.read) this.#leftOut.delete(folder);
        else this.#leftOut.add(folder);
        await scene.leaveOut([...this.#leftOut]);
        break;
      }
      default:
        this.#do(step);
    }
    scene.pass(MOMENT);
  }

  async #read({ pages, faults, meanwhile }: Visit): Promise<void> {
    const { scene } = this;
    let calls = 0;
    let ended = false;
    scene.server.fault = ({ user, path }) => {
      if (user === null) return null;
      for (const { call, deed } of meanwhile) {
        // A token that ends as soon as it was given is one that Microsoft does not let in.
        if (call !== calls || deed.kind === "token" && ended) continue;
        ended ||= deed.kind === "token";
        this.#do(deed);
        scene.pass(MOMENT);
      }
      const fault = faults.find(({ after }) => after === calls)?.fault ?? null;
      calls++;
      // Only changes are told by links that can be lost.
      return fault && "code" in fault && fault.status === 410 && !path.endsWith("/delta")
        ? null
        : fault;
    };
    await scene.read(pages);
    scene.server.fault = () => null;
  }

  #do(deed: Deed): void {
    const { server, mailbox } = this.scene;
    switch (deed.kind) {
      case "arrive": {
        const folder = this.#folder(deed.folder);
        const receivedAt = this.scene.at(-deed.ageMinutes);
        const attachments = deed.attached ? [{ name: this.#name("file"), contentBytes: "" }] : [];
        const subject = this.#name("m");
        this.#mails.push(mailbox.arrive({ subject, folder, receivedAt, attachments }).key);
        return;
      }
      case "draft":
        this.#mails.push(mailbox.arrive({ subject: this.#name("w"), folder: "drafts" }).key);
        return;
      case "series":
        return this.#calendar.changeSeries(deed.what, deed.date, deed.week);
      case "folder":
        return this.#changeFolder(deed.what, deed.folder, deed.into);
      case "plan":
        return this.#calendar.plan(deed.day, deed.weekly);
      case "date":
        return this.#calendar.changeDate(deed.what, deed.date, deed.day);
      case "expire": {
        const { id } = mailbox.owner;
        server.graph.deltas.expire(deed.code, (source) => source.startsWith(id), deed.status);
        return;
      }
      case "token":
        return server.grants.expireAccess(mailbox.owner.id);
      case "subscription": {
        const { subscriptions } = server;
        const all = subscriptions.of(mailbox.owner.id);
        const one = all[deed.which % Math.max(1, all.length)];
        if (one && deed.says === null) subscriptions.remove(one.id);
        else if (one && deed.says) subscriptions.tell(one.id, deed.says);
        return;
      }
      default: {
        const there = this.#mails.filter((key) => mailbox.mails.has(key));
        const mail = there[deed.mail % Math.max(1, there.length)];
        if (mail === undefined) return;
        if (deed.kind === "remove") mailbox.remove(mail);
        else if (deed.kind === "edit") mailbox.edit(mail, { subject: this.#name("e") });
        else if (deed.kind === "move") mailbox.move(mail, this.#folder(deed.folder));
        else if (mailbox.mail(mail).message.isDraft) {
          mailbox.edit(mail, { isDraft: false });
          mailbox.move(mail, "sentitems");
        }
      }
    }
  }

  #name(kind: string): string {
    return `${kind}${this.#number++}`;
  }

  /** One that mails are put into: Outlook's own, and those that were made. */
  #folder(number: number): string {
    const { mailbox } = this.scene;
    const known = ["inbox", "archive", "sentitems", "deleteditems", "junkemail"];
    const all = [...known, ...this.#made()];
    return mailbox.folder(all[number % all.length] ?? "inbox").key;
  }

  #made(): string[] {
    return [...this.scene.mailbox.folders.values()]
      .filter(({ wellKnown }) => wellKnown === null).map(({ key }) => key);
  }

  #changeFolder(what: Extract<Deed, { kind: "folder" }>["what"], number: number, into: number) {
    const { mailbox } = this.scene;
    const made = this.#made();
    const folder = made[number % Math.max(1, made.length)];
    if (what === "make") {
      const parent = [mailbox.root, mailbox.root, ...made][into % (made.length + 2)];
      const place = parent === undefined ? {} : { parent };
      if (made.length < MOST_FOLDERS) mailbox.createFolder(this.#name("F"), place);
    } else if (folder === undefined) return;
    else if (what === "rename") mailbox.renameFolder(folder, this.#name("R"));
    else if (what === "bin") mailbox.moveFolder(folder, "deleteditems");
    else if (what === "restore") mailbox.moveFolder(folder, mailbox.root);
    else if (what === "delete") mailbox.deleteFolder(folder);
    else {
      const parents = ["inbox", "archive", ...made].map((id) => mailbox.folder(id).key);
      const parent = parents[into % parents.length];
      if (parent !== undefined && !this.#lies(parent, folder)) mailbox.moveFolder(folder, parent);
    }
  }

  /** Whether a folder is another one, or lies in it. */
  #lies(folder: string, within: string): boolean {
    for (let at: string | null = folder; at !== null; at = this.scene.mailbox.folder(at).parent) {
      if (at === within) return true;
    }
    return false;
  }
}
