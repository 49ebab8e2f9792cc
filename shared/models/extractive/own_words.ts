/** Longer lines than this open no quotation. */
const maxMarker = 300;

/** "-----Original Message-----" in the languages of common mail programs. */
const separators = new Set([
  "original message",
  "original appointment",
  "forwarded message",
  "begin forwarded message",
  "ursprüngliche nachricht",
  "originalnachricht",
  "weitergeleitete nachricht",
  "anfang der weitergeleiteten nachricht",
  "message d'origine",
  "message original",
  "message transféré",
  "message transmis",
  "début du message transféré",
  "mensaje original",
  "mensaje reenviado",
  "messaggio originale",
  "messaggio inoltrato",
  "oorspronkelijk bericht",
  "doorgestuurd bericht",
  "mensagem original",
  "mensagem encaminhada",
]);

/** Words that a header of a quoted mail begins with, by what they say. */
const headers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    from: "from von de da van",
    date:
      "sent date gesendet datum envoyé envoyée enviado enviado el fecha data inviato verzonden enviada em le",
    to: "to an à a para aan",
    subject: "subject betreff objet asunto assunto oggetto onderwerp",
    copy: "cc bcc kopie",
  }).flatMap(([kind, words]) => words.split(" ").map((word): [string, string] => [word, kind])),
);

/** How the line ends that introduces a quotation: "On Monday Mira Lund <mira@…> wrote:". */
const introductions: readonly (readonly [start: string, end: string])[] = [
  ["on ", "wrote"],
  ["am ", "schrieb"],
  ["", "schrieb am"],
  ["le ", "a écrit"],
  ["el ", "escribió"],
  ["il ", "ha scritto"],
  ["op ", "schreef"],
  ["em ", "escreveu"],
];

/**
 * What the author of a message wrote: without code, without lines behind ">" and without what a mail
 * program put below it from earlier mails. One pass over the lines; each is looked at up to a limit.
 */
export function ownLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  const kept: string[] = [];
  let code = false;
  for (const [index, line] of lines.entries()) {
    const fences = line.split("```");
    const wasCode = code;
    if (fences.length % 2 === 0) code = !code;
    // Every second part stands in a block of code.
    const spoken = fences.filter((_, part) => (part % 2 === 1) === wasCode).join(" ");
    if (!wasCode && opensQuotation(lines, index)) break;
    if (!isQuoted(spoken)) kept.push(spoken);
  }
  return kept;
}

function isQuoted(line: string): boolean {
  const start = line.trimStart();
  // Some mail programs put initials before the sign: "ML> as agreed".
  return start.startsWith(">") || start.startsWith("&gt;") || /^[A-Z]{1,3}>/.test(start);
}

function opensQuotation(lines: readonly string[], index: number): boolean {
  const line = plainMarker(lines[index]);
  if (line === "") return false;
  if (separators.has(stripped(line))) return true;
  if (introduces(line)) return true;
  // Mail programs break a long introduction; its second line has the verb.
  if (
    /^(on|am|le|el|il|op|em) /.test(line) && introduces(`${line} ${plainMarker(lines[index + 1])}`)
  ) {
    return true;
  }
  return isHeaderBlock(lines, index);
}

/** A line in lower case without emphasis; empty where it is too long for a marker. */
function plainMarker(line: string | undefined): string {
  if (line === undefined || line.length > maxMarker) return "";
  return line.toLowerCase().replaceAll("*", "").replaceAll("’", "'").replaceAll("\u00a0", " ")
    .trim();
}

/** Without the rules on both sides: "----- Original Message -----". */
function stripped(line: string): string {
  let [from, to] = [0, line.length];
  const rule = (at: number) => "-_=> :".includes(line[at] ?? "x");
  while (from < to && rule(from)) from++;
  while (to > from && rule(to - 1)) to--;
  return line.slice(from, to);
}

function introduces(line: string): boolean {
  const end = line.endsWith(":") ? line.slice(0, -1).trimEnd() : "";
  if (end === "" || !/\d|@/.test(end)) return false;
  return introductions.some(([start, verb]) =>
    end.startsWith(start) &&
    (end.endsWith(verb) || (start !== "" && end.includes(` ${verb} `)) ||
      (start === "" && end.includes(` ${verb} `)))
  );
}

/** "From: … / Sent: … / To: …" on neighbouring lines: the beginning of an earlier mail. */
function isHeaderBlock(lines: readonly string[], index: number): boolean {
  if (headerOf(lines[index]) === undefined) return false;
  const kinds = new Set<string>();
  for (let at = index; at < Math.min(lines.length, index + 8); at++) {
    const kind = headerOf(lines[at]);
    if (kind !== undefined) kinds.add(kind);
    else if ((lines[at] ?? "").trim() !== "") break;
  }
  return kinds.has("from") && (kinds.has("date") || kinds.has("subject") || kinds.has("to"));
}

function headerOf(line: string | undefined): string | undefined {
  const marker = plainMarker(line);
  const colon = marker.indexOf(":");
  return colon < 1 || colon > 14 ? undefined : headers.get(marker.slice(0, colon).trim());
}
