import assert from "node:assert/strict";
import fc from "fast-check";
import type { Page } from "../../../../shared/connectors/connector.ts";
import { type Alterations, MIRA } from "./live_fixture.ts";
import { compared, live, schedule } from "./schedules.ts";

const withCursor = (page: Page, change: Record<string, unknown>): Page => ({
  ...page,
  cursor: { ...page.cursor, cursor: { ...page.cursor.cursor, ...change } },
});
const isChat = ({ cursor: { resource } }: Page) => resource.includes(":");
const isUpdates = ({ cursor: { resource } }: Page) => resource === "updates";
const nothing = { newMessages: [], otherUpdates: [], users: [], chats: [] };

/** Readers that lack one rule each. */
const WITHOUT: Record<string, Alterations> = {
  "a position that is too old has every chat read as a whole": {
    answer: (told) =>
      told["_"] === "updates.DifferenceTooLong"
        ? {
          ...nothing,
          _: "updates.Difference",
          state: { pts: told["pts"], qts: 0, date: 1 },
        }
        : told,
  },
  "a channel's position that is too old has it read as a whole": {
    answer: (told) =>
      told["_"] === "updates.ChannelDifferenceTooLong"
        ? { ...told, _: "updates.ChannelDifferenceEmpty", pts: Object(told["dialog"]).pts }
        : told,
  },
  "reading as a whole looks for what is gone": {
    page: ({ reset: _, ...page }) => page,
  },
  "what was not seen again is asked for": { skipCheck: true },
  "what is deleted by its id is deleted": {
    page: ({ deletions: _, ...page }) => page,
  },
  "the position comes after all that lies before it": {
    async *pages(pages) {
      let waiting: Page[] = [];
      for await (const page of pages) {
        if (!isUpdates(page)) {
          waiting.push(page);
          continue;
        }
        yield page;
        yield* waiting;
        waiting = [];
      }
      yield* waiting;
    },
  },
  "the first position is that of before the first page": {
    page: (page, { world }) =>
      isUpdates(page) ? withCursor(page, { pts: world.mailbox(MIRA).box.pts }) : page,
  },
  "a channel with news is marked before the position moves on, and listed with its own": {
    page: (page) => isChat(page) ? withCursor(page, { behind: false }) : page,
    // The net under the mark: either of them alone finds what there is.
    answer: (told) => {
      const dialogs = told["dialogs"];
      return Array.isArray(dialogs)
        ? { ...told, dialogs: dialogs.map(({ pts: _, ...dialog }) => dialog) }
        : told;
    },
  },
  "a past is read to its end": {
    page: (page) => isChat(page) ? withCursor(page, { gap: null }) : page,
  },
  "what is read no more is forgotten": {
    page: (page, { store }) =>
      page.resources ? { ...page, resources: [...page.resources, ...store.cursors.keys()] } : page,
  },
};

for (const [rule, alterations] of Object.entries(WITHOUT)) {
  Deno.test(`without it, schedules end elsewhere: ${rule}`, async () => {
    const { failed, counterexample } = await fc.check(
      fc.asyncProperty(schedule, async (life) => {
        const { kept, shown } = compared(await live(life, alterations));
        assert.deepEqual(kept, shown);
      }),
      // The same lives each time: whether one of them needs the rule is no matter of luck.
      { numRuns: 2000, seed: 20_260_318, endOnFailure: true },
    );
    assert.ok(failed, "no schedule needed it");
    const [life] = counterexample ?? [];
    assert.ok(life);
    // With the rule the very same life ends where Telegram is.
    const { kept, shown } = compared(await live(life));
    assert.deepEqual(kept, shown);
  });
}
