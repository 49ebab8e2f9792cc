/** What asks for one's tasks wherever it stands. Words are looked at in a row: nothing backtracks. */
const plain = [
  /needs? (?:any |my |an? )?(?:action|attention|reply|response|answer|doing|follow)/,
  /needs? to be (?:done|answered|finished|sent|handled|dealt with|taken care of)/,
  /requires? (?:my |an? )?(?:action|attention|reply|response|answer)/,
  /my (?:open |own )?(?:tasks?|to-?dos?|follow[- ]ups?|deadlines?|action items?)|open tasks?/,
  /tasks? (?:for|do|are)|tasks? from|on my (?:plate|list)|assigned to me|expected (?:of|from) me/,
  /(?:what|who|whom|anything|anybody|anyone) (?:do |does |else do )?(?:i|we) (?:still )?owe|still owe/,
  /(?:do|have) i (?:still )?(?:have|need) to|what(?:['’]s| is)?(?: there)?(?: left)? to do\b/,
  /(?:what|anything|which)(?: \w+){0,4} (?:should|must|need to|have to|ought to) i/,
  /what (?:else )?(?:do|must|should) i (?:still )?(?:need to |have to )?(?:do|answer|reply|finish|send)/,
  /(?:anything|what|who) (?:that )?(?:else )?i (?:still )?(?:need|have|ought) to/,
  /(?:who|what|anyone|anything)(?: \w+){0,2} (?:waiting (?:for|on)|needs?|wants?|expects?)(?: \w+){0,3} (?:me|my)/,
  /waiting (?:for|on) (?:me|my)|(?:asked|wants?|needs?|expects?) (?:of |from )?me|who needs me/,
  /(?:need|have|want) to follow up|what(?:['’]?s| is| are| things are)?(?: still)? (?:left|outstanding|unfinished)/,
  /(?:anything|what|which)(?:['’]?s| is| are)?(?: \w+){0,2} (?:urgent|due|overdue)(?! to)|what do i have due/,
];
/** Words that name tasks, and that people also write about: they count in a request for a list. */
const named =
  /\b(?:to-?dos?|to do(?: list)?|action items?|actionable|follow[- ]ups?|deadlines?|pending|outstanding|overdue|due(?! to\b)|open (?:items?|points?|requests?|ends?)|tasks?|unanswered|loose ends)\b/i;
const lists =
  /^(?:(?:please|hey|ok|so|and) )*(?:what|which|any|show|list|give|get|tell|are there|is there|do i|have i|anything|my|open|pending|outstanding|overdue|due|action|to-?dos?|follow[- ]ups?|tasks?|summar\w*|catch)\b/i;
/** "What was the deadline of the grant?" asks for a fact, however many such words it has. */
const oneFact =
  /^(?:what|which|when|who) (?:is|was|were|are|did|does)(?: \w+){0,3} (?:deadline|follow[- ]up|to-?do|task|action item)s? (?:of|for|about|with|to)\b/i;

/** "Summarize my open tasks" wants the tasks, "summarize the follow-ups to the launch" does not. */
const ownTasks = /\b(?:tasks?|to-?dos?|action items?)\b/i;

const asks = new RegExp(plain.map(({ source }) => `\\b(?:${source})`).join("|"), "i");

/** How sure the words of a prompt are that it wants tasks, 0 to 1. */
export function claimTasks(prompt: string): number {
  const words = prompt.slice(0, 600).replace(/\s/gu, " ").trim();
  if (oneFact.test(words)) return 0;
  const listed = named.test(words) && lists.test(words);
  if (!listed && !asks.test(words)) return 0;
  return ownTasks.test(words) ? 0.95 : 0.9;
}
