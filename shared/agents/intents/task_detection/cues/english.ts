/** What asks for one's tasks wherever it stands, in plain words. */
export const english = [
  "needs? (?:any |my |an? |some )?(?:action|attention|reply|response|answer|doing|follow|follow-up|input)",
  "needs? to be (?:done|answered|finished|sent|handled|dealt with|taken care of)",
  "requir(?:es?|ing) (?:any |my |an? |some )?(?:action|attention|reply|response|answer|input)",
  "my (?:open |own |current |remaining |pending |outstanding |unfinished )?(?:tasks?|to-?dos?|to do|task list|follow-?ups?|deadlines?|action items?|priorities|obligations|commitments|assignments)",
  "open tasks?|tasks? for (?:me|us|my|today|tonight|tomorrow|this|next|the (?:day|week|month|weekend)|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|tasks (?:do|are)|tasks? from|on my (?:plate|list|desk)|assigned to me|(?:expected|required|asked|wanted|needed|requested) (?:of|from) (?:me|us)|(?:up|left) to me",
  "(?:what|who|whom|anything|anybody|anyone|everything|things|people)(?: else)? (?:do |does |else do |that )?(?:i|we) (?:still )?owe|still owe|owe (?:a |an )?(?:reply|answer|response)",
  "what(?:'?s| is)?(?: there)?(?: left)? to do",
  "(?:do|have) i (?:still )?(?:have|need) to (?!know |be |understand |bring |wear |pay for )|have i got to",
  "(?:anything|something|everything|things|stuff)(?: else)?(?: that)? (?:i|we) (?:still )?(?:should|must|need to|have to|ought to|promised|agreed|forgot|committed)(?! know )",
  "(?:what|anything)(?: else)?(?: \\S{1,20})? (?:should|must|need|have|do) (?:i|we)(?: still)?(?: need to| have to| to)? (?:do|work on|answer|reply|finish|complete|send|prepare|handle|tackle|focus on|start with|prioriti[sz]e|follow|deliver|get done|take care|attend to|respond|chase|sort out|act on)",
  "(?:which|what|any|how many) (?:\\S{1,20} )?(?:e-?mails?|mails?|messages?|requests?|questions?|threads?|things?|tasks?|items?|people|chats?|dms?)(?: \\S{1,20})? (?:do i|should i|must i|have i got to|need|needs|require|requires|am i|can i not|still need|are waiting|await)",
  "what i (?:still )?(?:have|need|ought|promised|agreed|should|must)(?: to)? (?!know )",
  "(?:who|what|anyone|anybody|anything|someone|somebody|people|which)~ (?:needs?|wants?|expects?|asks?|asked|asking|requested|told|wanted|needed|expected|assigned) (?:something |anything |stuff )?(?:of |from |for )?(?:me|my)(?! (?:about|how|if|why|when|whether|the|where|who) )",
  "(?:ask|asked|tell|told|want|need) me to (?:do|prepare|send|write|review|finish|check|handle|fix|make|call|look)|who needs me|(?:requests?|asks|questions?|favou?rs?) (?:for|to|of) me",
  "wait(?:s|ing) (?:for|on)~ (?:me|my|mine)|(?:await|awaits|awaiting) my",
  "(?:need|have|want) to follow up|(?:forgot|forgotten|forget|failed)~ (?:to )?(?:answer|reply|respond|do|send|follow|get back)|get back to(?: ?)(?:people|anyone|someone|whom|who)?(?= \\?| $)",
  "what(?:'?s| is| are| things are)?(?: still| else)* (?:left|outstanding|unfinished|undone|open|overdue|pending|due)(?! to )(?: (?:for me|on my|to do|to finish|today|this|by|before|tomorrow|in|from|next|with me|\\?)| $)",
  "(?:anything|what|which|something)(?:'?s| is| are)?(?: \\S{1,20}){0,2} (?:urgent|due|overdue|pressing|time-sensitive)(?! to )|what do i have due|do i have anything (?:left|due|open|urgent|to)",
  "(?:did|do|have|has) i~ (?:promise|promised|commit|committed|agree|agreed|volunteer|volunteered)(?: to)?|i (?:promised|agreed|committed) to|remind me (?:what|of what|to)~ (?:i|my)",
  "(?:to-?do|to do|task|action) lists?|(?:extract|find|list|show|collect|pull(?! requests? )|gather|give me|get|identify|detect)~ (?:tasks?|to-?dos?|action items?|action points?|next steps|deadlines?|follow-?ups|requests)",
];

/** Words that name tasks, and that people also write about: they count in a request for a list. */
export const named =
  "to-?dos?|to do(?: list)?|action (?:items?|points?)|actionable|follow-?ups?|deadlines?|pending|outstanding|overdue|due(?! to )|open (?:items?|points?|requests?|ends?|questions)|tasks?|unanswered|loose ends|priorities|assignments|next steps";
export const lists =
  /^ (?:(?:please|hey|ok|so|and|can you|could you) )*(?:what|which|any|show|list|give|get|tell|are there|is there|do i|have i|anything|my|open|pending|outstanding|overdue|due|action|to-?dos?|follow-?ups?|tasks?|summar[^ ]*|catch|extract|find|collect|urgent|all|today's|next) /u;

/** "What was the deadline of the grant?" asks for a fact, however many such words it has. */
export const oneFact =
  /^ (?:(?:what|which|when|who|where|why|how)(?:'s)? (?:is|was|were|are|did|does|do|will|has|have|much|many|long|uses?|runs?)?(?: [^ ]{1,30}){0,3} (?:deadline|follow-?up|to-?do|task|action item|due date)s? (?:of|for|about|with|to|runner|queue|app|tool|manager|force|board)|is there an? (?:[^ ]{1,30} )?(?:task|action|to-?do) (?:for|to|in|of|about|with|that) (?!me |us |i |we |today |tomorrow |this |next )|(?:which|what) (?:deadline|due date) (?:has|have|had|does|did|is|was)|which (?:task|to-?do|action) [a-z]+ (?:does|do|did|is|should)|(?:who|when|where|why|how) (?:did|is|was|does|do|will|are|were) (?!i |waiting )(?:[^ ]{1,30} ){1,6}(?:due|deadline|tasks?|pending|outstanding|to-?do)s? )/u;
