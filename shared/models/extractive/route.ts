import type { RouteOutput } from "../../contracts/model_outputs.ts";

const summarizeCues =
  /\b(summar(y|ies|i[sz]e\w*)|recap|digest|overview|catch me up|catch up|tl;?dr|what (happened|did i miss|have i missed|is (new|going on|happening)|went on)|what['’]?s (new|going on|happening)|anything new|(bring|get) me up to (date|speed)|brief(ing| me)|highlights?)\b/i;
const taskCues =
  /\b(needs? (any |my |an? )?(action|attention|reply|response|answer|doing|follow)|action items?|actionable|to-?dos?|my tasks?|open tasks?|tasks? (for|do|from|are)|(what|anything|which).{0,40}\b(should|must|need to|have to|ought to) i\b|what (do|must|should) i (need to |have to )?(do|answer|reply|finish|send)|(anything|what)(['’]?s| is)? (urgent|due|overdue)|(anything|what) (that )?i (need|have|ought) to|waiting (for|on) me|(asked|expects?|wants?|needs?) (of |from )?me\b|follow[- ]ups?|who needs me|requires? (my |an? )?(action|attention|reply|response|answer)|deadlines?|on my plate|pending)\b/i;

const summarizeFirst = /^\s*(summar|recap|overview|digest)/i;
const ownTasks = /\b(tasks?|to-?dos?|action items?)\b/i;

/** Intent by the words of the prompt; certain only where one kind of cue stands alone. */
export function routePrompt(prompt: string): RouteOutput {
  const tasks = taskCues.test(prompt);
  const summarize = summarizeCues.test(prompt);
  if (tasks && summarize) {
    // "Summarize my open tasks" wants the tasks, "summarize the follow-ups to the launch" does not.
    const wantsTasks = !summarizeFirst.test(prompt) || ownTasks.test(prompt);
    return { intent: wantsTasks ? "task_detection" : "summarize", confidence: 0.6 };
  }
  if (tasks) return { intent: "task_detection", confidence: 0.9 };
  if (summarize) return { intent: "summarize", confidence: 0.9 };
  return { intent: "answer", confidence: 0.7 };
}
