import { Grounding } from "../../checks/grounding.ts";
import { unknownCitations } from "../../generate_checked.ts";
import type { TimelineItem } from "../../retrieval/timeline.ts";
import { isOwnWord, mayAsk } from "./asking.ts";
import type { ActionsOutput } from "./output.ts";

/**
 * Checks what a model found: each task stands in an event that may ask its owner for something, a
 * deadline is in its words, and what is settled was spoken of again.
 */
export function actionsCheck(
  { timezone, items }: { timezone: string; items: readonly TimelineItem[] },
) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const read = new Set(byId.keys());
  const grounding = new Grounding(items, { prompt: "", timezone });
  const name = (id: string) => `event ${id}`;

  function actionFaults(action: ActionsOutput["actions"][number], index: number): string[] {
    const item = byId.get(action.event_id);
    if (!item) return [];
    const ids = [action.event_id, ...action.repeated_in];
    const due = action.due_text?.toLowerCase();
    return [
      ...(mayAsk(item) ? [] : [`${name(item.id)} asks its owner for nothing`]),
      ...grounding.faults(`title of action ${index + 1}`, action.title, ids),
      ...(action.details === null
        ? []
        : grounding.faults(`details of action ${index + 1}`, action.details, ids)),
      ...(due === undefined || item.text.toLowerCase().includes(due)
        ? []
        : [`the deadline of action ${index + 1} is not in the words of its event`]),
    ];
  }

  function waitingFaults(wait: ActionsOutput["waiting_for"][number], index: number): string[] {
    const item = byId.get(wait.event_id);
    if (!item) return [];
    const said = `${item.text}\n${item.place ?? ""}`.toLowerCase();
    const isSaid = (words: string | null) => words === null || said.includes(words.toLowerCase());
    return [
      ...(isOwnWord(item) ? [] : [`${name(item.id)} is not its owner's own request`]),
      ...grounding.faults(`title of waiting_for ${index + 1}`, wait.title, [item.id]),
      // Several people may be named together.
      ...(wait.asked_of?.split(/, | and /).every(isSaid) ?? true
        ? []
        : [`who is asked in waiting_for ${index + 1} is not named in its event`]),
      ...(isSaid(wait.due_text)
        ? []
        : [`the deadline of waiting_for ${index + 1} is not in the words of its event`]),
    ];
  }

  /** Nobody can have settled what nobody spoke of again. */
  function isAnswered(id: string): boolean {
    const asked = byId.get(id);
    return asked !== undefined &&
      items.some((item) =>
        item.occurredAt > asked.occurredAt && item.text.trim() !== "" &&
        (asked.threadId === null
          ? item.source === asked.source && item.place === asked.place
          : item.threadId === asked.threadId)
      );
  }

  return ({ actions, waiting_for, settled }: ActionsOutput): string[] => {
    const unknown = unknownCitations([
      ...actions.flatMap((action) => [action.event_id, ...action.repeated_in]),
      ...waiting_for.map(({ event_id }) => event_id),
      ...settled.map(({ event_id }) => event_id),
    ], read);
    if (unknown.length > 0) return unknown;
    return [
      ...actions.flatMap(actionFaults),
      ...waiting_for.flatMap(waitingFaults),
      ...settled.filter(({ event_id }) => !isAnswered(event_id))
        .map(({ event_id }) => `nobody spoke of ${name(event_id)} again`),
    ].slice(0, 20);
  };
}
