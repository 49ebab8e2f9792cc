import { taskList } from "../../../contracts/tasks.ts";
import { citationsFor } from "../../retrieval/citations.ts";
import { type IntentDefinition, timeRange, windowOrLast } from "../intent.ts";
import { taskGraph } from "./graph.ts";

/** What is read where neither prompt nor context name a window. */
const defaultHours = 7 * 24;

const cues =
  /\b(needs? (any |my |an? )?(action|attention|reply|response|answer|doing|follow)|action items?|actionable|to-?dos?|my tasks?|open tasks?|tasks? (for|do|from|are)|(what|anything|which).{0,40}\b(should|must|need to|have to|ought to) i\b|what (do|must|should) i (need to |have to )?(do|answer|reply|finish|send)|(anything|what)(['’]?s| is)? (urgent|due|overdue)|(anything|what) (that )?i (need|have|ought) to|waiting (for|on) me|(asked|expects?|wants?|needs?) (of |from )?me\b|follow[- ]ups?|who needs me|requires? (my |an? )?(action|attention|reply|response|answer)|deadlines?|on my plate|pending)\b/i;
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
