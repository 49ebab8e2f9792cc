/**
 * Word classes that decide whether a sentence asks its reader for something. Function words stay
 * themselves, content words fall into a class by what role they play in a request, and the rest by
 * their ending. Written by hand from how requests are made in English mail and chat.
 */

const CLASSES: Readonly<Record<string, string>> = {
  // What one person asks another to do.
  ASK:
    "send forward fax mail email ship resend copy cc print call phone ring ping text dm message contact " +
    "reply respond answer write check verify confirm review read look examine inspect proofread " +
    "approve sign initial execute complete fill submit return bring provide give supply share " +
    "tell advise inform notify explain clarify describe elaborate comment remind help assist " +
    "schedule reschedule arrange book reserve set plan coordinate organize prepare draft revise " +
    "edit update fix correct change modify adjust move add remove delete include incorporate " +
    "attach post push merge deploy rebase revert rerun restart test try run open close put get " +
    "make take pick drop leave keep hold wait stop let have ask talk speak see find show handle " +
    "follow pass consider note ensure do go come join attend work start finish figure " +
    "pull resend specify list identify investigate transfer pay order buy save mark note assign",
  // Meeting and talking, proposed as often as told.
  MEET:
    "meet discuss visit chat lunch dinner breakfast coffee drink drinks beer beers golf meeting " +
    "call conference discussion conversation appointment interview interviewed catch-up sync " +
    "talk speak together debrief regroup brainstorm reconnect",
  // What bulk mail asks everybody.
  BULK:
    "click unsubscribe subscribe subscription tap swipe download install upgrade activate register " +
    "shop browse discover explore enjoy save win earn enter redeem claim apply retweet tweet vote " +
    "rate login log sign donate whitelist opt learn visit select choose view watch follow join " +
    "start search",
  OFFER:
    "free offer offers deal deals sale discount coupon savings shipping newsletter promo gift " +
    "giveaway prize sweepstakes exclusive limited credit loan loans insurance mortgage bonus " +
    "customer customers account password app apps version features subscription trial premium " +
    "inbox delivery sender address privacy terms policy website site page browser button settings " +
    "preferences notifications emails mailing android iphone ipad ios itunes store facebook twitter " +
    "google username profile membership member members order orders",
  DAY:
    "monday tuesday wednesday thursday friday saturday sunday mon tues tue wed thurs thur thu fri " +
    "sat sun weekend january february march april june july august september october november " +
    "december jan feb mar apr jun jul aug sep sept oct nov dec",
  WHEN:
    "today tomorrow tonight yesterday morning afternoon evening noon midnight soon asap now later " +
    "eod cob eow immediately week weeks month night day days minute minutes hour hours time am pm",
  DOC:
    "report reports list copy copies file files document documents draft spreadsheet numbers data " +
    "information schedule agenda comments feedback thoughts suggestions ideas input questions " +
    "question number details contract contracts agreement presentation memo invoice letter resume " +
    "email emails attachment attached version pr issue issues ticket branch patch link logs example",
  FEEL:
    "glad happy pleased delighted hope hopefully thanks thank sorry appreciate appreciated love " +
    "looking forward congratulations welcome great grateful enjoyed",
  TOLD:
    "said told asked called sent got went met talked spoke did was were had gave made thought " +
    "wanted needed received discussed mentioned requested agreed decided tried worked",
};

/** Words that carry a request by their grammar: each is its own class. */
const KEPT = new Set(
  ("i me my mine we us our you your yours yourself he she him her his they them their it this that " +
    "these those there here who what when where which why how can could would will shall should may " +
    "might must need needs want wants like let let's please if when whether as to for with and or " +
    "but so then not no never be am is are been being do does have has a an the any some all " +
    "anyone anybody someone somebody everyone guys folks both of on in at by from about up out " +
    "just also maybe perhaps possible possibly able available free interested chance mind wondering " +
    "feel hesitate know sure better best suggest recommend recommendation wonder " +
    "yes ok okay hi dear once before after until unless instead back over " +
    '? ! , : ; ... ( ) " * # > -').split(" "),
);

const CLASS_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(CLASSES).reverse().flatMap(([name, words]) =>
    words.split(" ").map((word): [string, string] => [word, name])
  ),
);

/** The class of one token: itself, a class name in capitals, or its ending. */
export function classOf(token: string, capital: boolean, first: boolean): string {
  if (KEPT.has(token)) return token;
  const known = CLASS_OF.get(token);
  if (known !== undefined) return known;
  const code = token.charCodeAt(0);
  if (code >= 65 && code <= 90) return token;
  if (capital && !first) return "NAME";
  if (token.endsWith("ing")) return "-ing";
  if (token.endsWith("ed")) return "-ed";
  if (token.endsWith("ly")) return "-ly";
  if (token.endsWith("s")) return "-s";
  return "X";
}

/** Whether a token may open an imperative. */
export function isAskVerb(token: string): boolean {
  const known = CLASS_OF.get(token);
  return known === "ASK" || known === "BULK" || token === "discuss" || token === "meet";
}
