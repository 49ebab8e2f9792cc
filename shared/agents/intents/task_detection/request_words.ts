/** The words that put a request to the reader, in eight languages. */

const english =
  /\b(?:please|pls|let (?:me|us) know|need you to|remind me|don't forget|make sure|any (?:chance|objections) )\b/i;
const englishModal = /\b(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody)\b/i;

/**
 * Of the languages that the classifier was not trained on: by these a sentence asks. Each needs
 * words after it, so that thanks and courtesies ("bitte schön", "por favor!") ask for nothing.
 */
const foreign = [
  // German: the verb may stand before or after "bitte".
  /(?:^|[^\p{L}])bitte(?! (?:sehr|schön|gern|nicht mehr nötig))[^\p{L}]+\p{L}+[^\p{L}]+\p{L}|\p{L}+ (?:\p{L}+ )?bitte [\p{L}\p{N}]+ [\p{L}\p{N}]/iu,
  /(?:^|[^\p{L}])(?:kannst|könntest|würdest|magst|kriegst) du|(?:^|[^\p{L}])(?:können|könnten|würden) sie(?: mir| uns| bitte|[^\p{L}])|(?:könnt|könntet|würdet) ihr|kann (?:jemand|wer)|denk(?:st du)? (?:bitte )?an |vergiss nicht|sag(?:t|en sie)? (?:mir|uns) (?:bitte )?bescheid|gib (?:mir|uns) bescheid/iu,
  // French
  /s'il (?:te|vous) pla[iî]t|(?:^|[^\p{L}])(?:stp|svp)(?:$|[^\p{L}])|(?:peux|pourrais|veux)[- ]tu|(?:pouvez|pourriez|voulez|voudriez)[- ]vous|tu (?:peux|pourrais) (?:me|nous|m')|(?:^|[^\p{L}])merci (?:de|d') ?\p{L}+(?:er|ir|re)(?=[^\p{L}])|veuillez|n'oublie[zs]? pas|quelqu'un (?:peut|pourrait)/iu,
  // Spanish
  /por favor[^\p{L}]+\p{L}+[^\p{L}]+\p{L}|\p{L}+ [^?]{2,200}por favor|(?:puedes|podrías|podrias|podría usted|puede usted|podéis|pueden ustedes|te importaría) \p{L}|alguien (?:puede|podría)|no (?:te olvides|olvides) de/iu,
  // Portuguese
  /(?:você pode|pode|podes|poderia|poderias|podias|consegues|consegue) (?:me |nos |você )?\p{L}+(?:r|r-me|me)(?=[^\p{L}])|(?:^|[^\p{L}])(?:se faz favor|por gentileza)|alguém pode|não (?:te esqueças|esqueça|se esqueça) de/iu,
  // Dutch
  /(?:^|[^\p{L}])(?:alsjeblieft|alstublieft|aub|svp)(?:$|[^\p{L}])|(?:kun|kan|zou|wil) (?:je|jij|u) |kunt u |(?:kunnen|willen|zouden) jullie|kan iemand|vergeet niet|laat (?:me|even|het) (?:\p{L}+ )?weten/iu,
  // Italian
  /per (?:favore|piacere|cortesia)[^\p{L}]+\p{L}+|\p{L}+ [^?]{2,200}per (?:favore|piacere|cortesia)|(?:puoi|potresti|potete|potreste|potrebbe) (?:\p{L}+ )?\p{L}+(?:re|rmi|rci|rlo|rla|rli|rle)(?=[^\p{L}]|$)|qualcuno può|non dimenticar/iu,
  // Swedish
  /(?:^|[^\p{L}])(?:snälla|vänligen|var snäll|var vänlig)[^\p{L}]+\p{L}|(?:kan|kunde|skulle|vill) (?:du|ni) (?!tänka)|kan någon|glöm inte|hör av (?:dig|er)/iu,
];

/** One of these stands in every such request: most sentences are told apart by them alone. */
const hint =
  /bitte|kannst|könn|würde|magst|kriegst|kann |denk|vergiss|bescheid|pla[iî]t|stp|svp|aub|peux|pourr|pouvez|veux|voul|merci d|veuillez|oublie|peut |por favor|puede|pod[eéií]|pued|importar|olvid|consegue|gentileza|se faz|esque|alsje|alstu|kun|kan |zou|wil|vergeet|weten|per favore|per piacere|per cortesia|puoi|potre|potete|può|dimentic|snälla|vänlig|var snäll|skulle|vill |glöm|hör av/i;

const wonders =
  /\b(?:what|how|why|where|which|when|who)\b|(?:^|[^\p{L}])(?:wie|warum|weshalb|comment|pourquoi|cómo|como|por qué|porque|hoe|waarom|perché|hur|varför)(?:$|[^\p{L}])/iu;

/** "How could you know" asks for no deed; "could you say how" does. */
function wondered(sentence: string, at: number): boolean {
  return wonders.test(sentence.slice(Math.max(0, at - 40), at));
}

/** Whether words put it to the reader, whatever a classifier makes of the rest. */
export function isDirect(sentence: string): boolean {
  if (english.test(sentence)) return true;
  const found = englishModal.exec(sentence);
  return (found !== null && !wondered(sentence, found.index)) || asksInOtherWords(sentence);
}

/** Whether a sentence asks in one of the languages that the classifier does not know. */
export function asksInOtherWords(sentence: string): boolean {
  const read = sentence.slice(0, 400);
  return hint.test(read) && foreign.some((pattern) => {
    const found = pattern.exec(read);
    return found !== null && !wondered(read, found.index);
  });
}
