/**
 * Patterns of asking, as English mail and chat use them: a modal and "you", "let me know", a
 * proposed meeting, and also what looks like asking and is not: unsubscribe lines, reports of what
 * happened, promises. They run over the tokens of one sentence joined by single spaces, so they
 * meet lower-case words, spelled-out contractions ("do not") and upper-case placeholders ("LINK").
 */

/** Any word. */
const W = "[a-z']+";

/** One to three ways to say each: who may be asked. */
const ASKED = "(?:you|someone|anyone|somebody|anybody|any one|somone|you guys)";

const MEETING =
  "(?:meet|discuss|talk|chat|visit|speak|get together|have lunch|do lunch|have dinner|have a call|catch up|sync|grab|go over|touch base|sit down)";

/** Name of the cue, for whoever reads this list, and its pattern. Order is part of the model. */
export const CUES: readonly (readonly [string, RegExp])[] = ([
  ["please and a verb", `\\bplease (?:do not |also |just |go ahead and |be sure to )?(?!d\\b)${W}`],
  [
    "modal and you",
    `\\b(?:can|could|would|will) (?:either |one |any |some |all )?(?:of )?${ASKED}\\b`,
  ],
  ["modal and you, asked", `\\b(?:can|could|would|will) (?:${W} )?you .*\\?`],
  [
    "starts are you, do you",
    `^(?:are|do|did|have|were|is|does|has) (?:you|your|anyone|someone)\\b`,
  ],
  [
    "question word and you",
    `\\b(?:what|when|where|which|who|how|why) (?:${W} ){0,2}(?:do|are|did|would|can|could|is|have|will) (?:you|your|we)\\b`,
  ],
  ["how about", `\\b(?:how|what) about\\b|\\bwhy (?:do not|not)\\b`],
  ["let me know", `\\blet (?:me|us|him|her|them|${W}) know\\b`],
  [
    "promise to let know",
    `\\b(?:will|to|i|would|can|should|could) (?:${W} )?let (?:you|me|us|him|her|them|${W}) know\\b`,
  ],
  [
    "need you to",
    `\\b(?:need|want|like|ask|asking|love|expect) (?:for )?you (?:guys |all |both )?to\\b`,
  ],
  ["need your", `\\b(?:need|want|like|love|appreciate|get|have) your\\b`],
  ["i need", `\\b(?:i|we) (?:${W} )?(?:need|want|require) (?:to )?${W}`],
  [
    "would like",
    `\\b(?:i|we) would (?:${W} )?(?:like|love|appreciate|prefer|suggest|recommend)\\b`,
  ],
  [
    "appreciate",
    `\\bappreciate (?:it|if|your|any|you|the|hearing)\\b|\\bwould be (?:${W} )?appreciated\\b|\\bgrateful if\\b`,
  ],
  ["wondering", `\\bwondering (?:if|whether|how|what)\\b|\\bi wonder if you\\b`],
  ["if you could", `\\bif you (?:could|can|would|have a|get a)\\b`],
  ["would you mind", `\\b(?:would|do) you mind\\b`],
  ["feel free", `\\bfeel free\\b|\\bhesitate\\b`],
  [
    "any thoughts",
    `\\bany (?:${W} )?(?:thoughts|ideas|suggestions|chance|comments|questions|feedback|advice|news|update|updates|help|idea|pointers|tips|luck)\\b`,
  ],
  ["shall we", `\\b(?:shall|should|can|may|could|do) (?:i|we)\\b.*\\?`],
  ["let's", `^(?:${W} )?let's\\b`],
  [
    "let's meet",
    `\\blet's (?:${W} )?(?:${MEETING}|get|try|plan|set|have|do|go|schedule|regroup)\\b`,
  ],
  [
    "give a call",
    `\\bgive (?:me|us|him|her|${W}) a (?:${W} )?(?:call|ring|buzz|shout|holler|heads|hand)\\b|\\b(?:call|ping|dm|email|text|ring) (?:me|us)\\b`,
  ],
  ["to discuss", `\\bto (?:${W} )?${MEETING}\\b`],
  [
    "we can meet",
    `\\b(?:we|i) (?:can|could|should|will|might|shall|may|would|need to|would like to|would love to|have to) (?:${W} )?(?:${MEETING}|call|join|see you)\\b`,
  ],
  ["promise", `\\b(?:i|we) (?:will|shall|am going to|are going to)\\b`],
  ["promise to you", `\\b(?:i|we) (?:will|shall|can|would) (?:${W} ){1,3}you\\b`],
  [
    "report of the past",
    `^(?:i|we|he|she|they|it|the ${W}|that) (?:${W} )?(?:was|were|had|did|got|went|said|told|sent|gave|made|asked|received|thought|have been|has been)\\b`,
  ],
  ["third person subject", `^(?:he|she|they|it|the|this|that|these|there|his|her|their)\\b`],
  [
    "third person verb",
    `\\b(?:he|she|they|it) (?:will|would|can|could|should|may|might|is|are|was|were|has|have)\\b`,
  ],
  [
    "you should",
    `\\byou (?:should|must|need to|have to|may want to|might want to|better|ought to|can|might|will need|will have to|guys)\\b`,
  ],
  ["you are told", `\\byou (?:will|are|have|were|did|get|know)\\b`],
  ["to do this, do that", `^(?:to|for|in order to) [^,]+,`],
  ["if you", `^if (?:you|your|the|this|any)\\b`],
  ["if, please", `^if .*\\bplease\\b`],
  [
    "if you no longer wish",
    `^if you .*\\b(?:unsubscribe|subscribe|receive|receiving|stop|remove|removed|cancel|longer|emails|link|click|opt)\\b`,
  ],
  [
    "mailing footer",
    `\\b(?:unsubscribe|no longer|opt out|opt-out|mailing list|address book|ensure|inbox|click|newsletter|safe sender)\\b`,
  ],
  ["see you", `\\b(?:see|meet|call|contact|visit|join) you\\b`],
  ["look forward", `\\blook(?:ing)? forward\\b`],
  [
    "please find",
    `\\bplease find\\b|\\bfind (?:attached|below|enclosed)\\b|\\battached (?:is|are|please)\\b`,
  ],
  ["remember to", `\\b(?:remind|remember|do not forget|make sure|be sure)\\b`],
  [
    "deadline",
    `\\b(?:by|before|until) (?:TIME|NUM|close|end|eod|cob|tomorrow|today|tonight|noon|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|the end)\\b`,
  ],
  ["available", `\\b(?:are|is|be|am|you) (?:${W} )?(?:available|free|around|up for)\\b`],
  ["get a chance", `\\b(?:get|have|got) (?:a (?:chance|minute|second|sec|moment|few|min)|time)\\b`],
  ["take a look", `\\b(?:take|have) (?:a (?:look|quick|minute|moment|few)|another look)\\b`],
  [
    "anyone know",
    `\\b(?:anyone|anybody|someone|somebody|who|any one)\\b.*\\b(?:know|knows|have|has|tried|can|could|seen|help|experience|using|here|around)\\b`,
  ],
  ["do you know", `\\bdo you (?:know|have|think|want|need|still|mind|remember|plan|guys)\\b`],
  ["how do i", `\\bhow (?:do|can|would|should|could) (?:i|we|one|you)\\b`],
  ["is there", `\\b(?:is|are) there (?:a|any|an|some)\\b.*\\?`],
  ["thanks", `\\bthanks?\\b`],
  ["sorry", `\\b(?:sorry|apologies)\\b`],
  ["first person negated", `\\b(?:i|we) (?:do|did|can|could|would|have|am|are) not\\b`],
  [
    "works for me",
    `\\b(?:works?|good|fine|great|better|best|ok|okay) (?:for|with) (?:me|you|us|everyone)\\b`,
  ],
  [
    "invitation",
    `\\binvit(?:e|ed|ation|ing)\\b|\\bwelcome to\\b|\\b(?:want|like|love|wants) to (?:join|come|attend|go)\\b`,
  ],
  [
    "suggestion",
    `\\b(?:i|we|would) (?:${W} )?(?:suggest|recommend|propose)\\b|\\b(?:perhaps|maybe) (?:we|you|i)\\b`,
  ],
  ["it would help", `\\bwould be (?:${W} )?(?:great|good|helpful|useful|nice|ideal|best)\\b`],
  ["back to me", `\\b(?:to|with|for|at|by) (?:me|us)\\b`],
  ["interested?", `\\b(?:interested|possible|right|ok|okay|doable|thoughts|agreed) \\?`],
  [
    "could use help",
    `\\b(?:could|can) use (?:some |a |your )?(?:help|hand|eyes|advice)\\b|\\bneed (?:some |a |your )?(?:help|hand|advice)\\b|\\bhelp me\\b|\\bptal\\b`,
  ],
  ["you verb?", `^you (?:${W} )+.*\\?`],
  ["i should have", `\\b(?:i|we) (?:should|must|need to|have to|ought to|am going to|had to)\\b`],
  ["did you get", `\\b(?:did|have|has) (?:you|he|she|they|anyone)\\b.*\\?`],
  [
    "support desk",
    `\\b(?:contact us|help center|support|customer service|visit our|our (?:website|site|blog|app)|faq|app store|review us|rate us)\\b`,
  ],
  ["reply to this", `\\b(?:reply|respond|replying) (?:directly )?to this\\b`],
  ["any questions", `^(?:${W} ){0,3}(?:if|should) you (?:should )?(?:have|need|want|find)\\b`],
  [
    "promise to work",
    `\\b(?:i|we) (?:will|can|am going to|are going to) (?:${W} )?(?:send|forward|get|check|try|review|make|give|keep|be|have|look|ask|let|need|put|take|do|bring|fix|write|work)\\b`,
  ],
  ["i want", `\\b(?:i|we) (?:${W} )?(?:want|wanted|hope|plan|planned|intend|wish)\\b`],
  [
    "i am available",
    `\\b(?:i|we) (?:am|are|can|could|will be|should be|have) (?:${W} )?(?:available|free|open|around|do|make|come|be|time|out)\\b`,
  ],
  [
    "do it for them",
    `^(?:${W} )?(?:tell|ask|give|send|let|call|remind|get|have|show|forward|copy|help) (?:him|her|them|it|this|me|us|everyone)\\b`,
  ],
  ["go ahead", `\\bgo ahead\\b|\\bgo for it\\b`],
  ["more information", `\\b(?:for|find|learn|see) (?:more|additional|further|out)\\b`],
  [
    "question about others",
    `^(?:is|are|was|were|does|do|did|will|has|have|can|should|would) (?:he|she|it|they|the|there|this|that|these|those|his|her)\\b.*\\?`,
  ],
  ["question word first", `^(?:what|when|where|which|who|how|why)\\b`],
  [
    "urgent",
    `\\b(?:as soon as|asap|urgent|urgently|immediately|right away|convenience|earliest|quickly|today)\\b`,
  ],
  [
    "as discussed",
    `\\b(?:per (?:your|our|my)|as (?:you|we|i|per|discussed|mentioned|requested))\\b`,
  ],
  ["may be", `\\b(?:may|might)\\b`],
  ["thank you for", `\\bthanks? (?:you )?(?:so much |again )?for\\b`],
  [
    "statement",
    `^(?:we|it|this|there|the|i|that|he|she|they) (?:${W} )?(?:is|are|am|have|has|was|were)\\b`,
  ],
  [
    "your own",
    `\\byour (?:comments|thoughts|feedback|input|help|assistance|advice|review|approval|opinion|response|suggestions|calendar|schedule|address|number|time|attention|view|ideas)\\b`,
  ],
  [
    "talk to you",
    `\\b(?:talk|speak|visit|meet|get|work|chat|spend|discuss|lunch|dinner|sit down|follow up|touch base) (?:${W} ){0,2}(?:to|with) (?:you|me|us)\\b`,
  ],
  ["look at it", `\\blook (?:at|over|into|through)\\b`],
] as const).map(([name, source]) => [name, new RegExp(source)]);
