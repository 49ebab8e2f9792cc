import type { Statement } from "../../../contracts/prompts.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { AskedOfCalendar } from "./asked.ts";
import type { Meeting } from "./meeting.ts";
import { type Clash, workingHours } from "./plan.ts";
import type { Teller } from "./tell.ts";

/** What was computed of a calendar. */
export interface Computed {
  asked: AskedOfCalendar;
  window: TimeWindow;
  told: readonly Meeting[];
  free: readonly TimeWindow[];
  clashes: readonly Clash[];
  worked: boolean;
  truncated: boolean;
  /** Whether any calendar is linked. */
  linked: boolean;
}

/** The answer, a line a statement or remark; statements cite the meetings that they are about. */
export function tellCalendar(
  computed: Computed,
  now: Date,
  teller: Teller,
): { lines: string[]; statements: Statement[] } {
  const { words } = teller;
  const said = sayingsOf(computed, now, teller);
  return {
    lines: [
      ...said.map(({ text }) => text),
      ...(computed.worked
        ? [words.hours(teller.hour(workingHours.from), teller.hour(workingHours.to))]
        : []),
      ...(computed.truncated ? [words.more] : []),
      ...(computed.linked ? [] : [words.notLinked]),
    ],
    statements: said.filter(({ event_ids }) => event_ids.length > 0),
  };
}

function sayingsOf(
  { asked, window, told, free, clashes, worked }: Computed,
  now: Date,
  teller: Teller,
): Statement[] {
  const { words } = teller;
  const remark = (text: string): Statement[] => [{ text, event_ids: [] }];
  const say = (meeting: Meeting, as = (text: string) => text): Statement => ({
    text: as(teller.meeting(meeting)),
    event_ids: [meeting.id],
  });
  switch (asked) {
    case "next":
      return told.length === 0
        ? remark(words.nothingNext)
        : told.map((meeting) => say(meeting, words.next));
    case "clashes":
      return clashes.length === 0 ? remark(words.noClash) : clashes.map((clash) => {
        const [one, other] = clash.meetings;
        return {
          text: words.clash(teller.title(one), teller.title(other), teller.stretch(clash)),
          event_ids: [...new Set([one.id, other.id])],
        };
      });
    case "free": {
      // A time of a day is asked about as it is: whether it is free, and what stands against it.
      const named = !worked && window.end.getTime() - window.start.getTime() < 86_400_000 &&
        window.start.getTime() !== now.getTime();
      if (named && told.length === 0) return remark(words.isFree(teller.stretch(window)));
      const against = named ? told.map((meeting) => say(meeting, words.isBusy)) : [];
      if (free.length === 0) return against.length > 0 ? against : remark(words.busy);
      return [...against, ...free.map((stretch) => freeStatement(stretch, told, teller))];
    }
    default:
      return told.length === 0 ? remark(words.nothing) : told.map((meeting) => say(meeting));
  }
}

/** A free stretch rests on what ends and begins beside it. */
function freeStatement(stretch: TimeWindow, told: readonly Meeting[], teller: Teller): Statement {
  const beside = told.filter(({ start, end }) =>
    end.getTime() === stretch.start.getTime() || start.getTime() === stretch.end.getTime()
  );
  return {
    text: teller.words.free(teller.stretch(stretch)),
    event_ids: [...new Set(beside.map(({ id }) => id))],
  };
}
