import { taskList } from "../../../contracts/tasks.ts";
import { citationsFor } from "../../retrieval/citations.ts";
import { type IntentDefinition, timeRange, windowOrLast } from "../intent.ts";
import { taskGraph } from "./graph.ts";

/** What is read where neither prompt nor context name a window. */
const defaultHours = 7 * 24;

const cues = new RegExp(
  [
    /needs? (?:any |my |an? )?(?:action|attention|reply|response|answer|doing|follow)/,
    /needs? to be (?:done|answered|finished|sent|handled|dealt with)/,
    /action items?|actionable|to-?dos?|my tasks?|open (?:tasks?|items?|requests?|points?)|tasks? (?:for|do|from|are)/,
    /what(?:['’]?s| is| are| things are)? (?:still )?(?:left|outstanding|unfinished)|outstanding (?:tasks?|items?|requests?)/,
    /(?:what|whom?|anything|which \w+) (?:do |does )?(?:i |we )?(?:still )?owe/,
    /assigned to me|(?:do|have) i (?:still )?have to|is (?:there )?anything (?:left )?to do|what(?:['’]?s| is)(?: there)? to do/,
    /(?:what|anything|which)(?: \w+){0,4} (?:should|must|need to|have to|ought to) i/,
    /what (?:do|must|should) i (?:still )?(?:need to |have to )?(?:do|answer|reply|finish|send)/,
    /(?:anything|what)(?:['’]?s| is| are)?(?: \w+){0,2} (?:urgent|due|overdue)|(?:anything|what) (?:that )?i (?:need|have|ought) to/,
    /waiting (?:for|on) me|(?:asked|expects?|wants?|needs?) (?:of |from )?me|follow[- ]ups?|need to follow up|who needs me/,
    /requires? (?:my |an? )?(?:action|attention|reply|response|answer)|deadlines?|on my plate|pending/,
  ].map((part) => `\\b(?:${part.source})\\b`).join("|"),
  "i",
);
/** "Summarize my open tasks" wants the tasks, "summarize the follow-ups to the launch" does not. */
const ownTasks = /\b(tasks?|to-?dos?|action items?)\b/i;

/** What asks its owner for action. */
export const taskDetectionIntent: IntentDefinition<"task_detection"> = {
  name: "task_detection",
  description: "what asks for action",
  claim: (prompt) => !cues.test(prompt) ? 0 : ownTasks.test(prompt) ? 0.95 : 0.9,
  async answer(understood) {
    const { context, prompt, sources, priority } = understood;
    const window = windowOrLast(defaultHours, understood);
    const { tasks, items, found } = await taskGraph
      .invoke({ context, prompt, window, sources, priority });
    return {
      intent: "task_detection",
      response: { ...taskList(tasks), time_range: timeRange(window) },
      citations: citationsFor(tasks.flatMap((task) => task.source_event_id ?? []), items),
      model: found.model,
      degraded: found.degraded !== null,
    };
  },
};
