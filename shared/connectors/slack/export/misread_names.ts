/**
 * Names of folders that a tool misread when it unpacked Slack's zip, whose names are UTF-8 without
 * the flag that says so.
 */

/** Code page 437 from 0x80 on: what zip archives are written in where nothing else is said. */
const CODE_PAGE_437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌" +
  "█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/** What the name may have been, in Unicode form NFC; empty where it is plain. */
export function intendedNames(name: string): string[] {
  const bytes437 = bytesOf(name, (character) => {
    const at = CODE_PAGE_437.indexOf(character);
    return at === -1 ? null : at + 0x80;
  });
  const bytesLatin = bytesOf(name, (character) => {
    const code = character.charCodeAt(0);
    return code <= 0xff ? code : null;
  });
  // Info-ZIP writes what a terminal cannot show as "#U65e5".
  const escaped = name.replace(/#U([0-9a-f]{4})|#L([0-9a-f]{6})/gi, (_, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
  return [decoded(bytes437), decoded(bytesLatin), escaped]
    .filter((each): each is string => each !== null && each !== name)
    .map((each) => each.normalize("NFC"));
}

function bytesOf(name: string, byteOf: (character: string) => number | null): Uint8Array | null {
  if (/^[ -~]*$/.test(name)) return null;
  const bytes = Array.from(
    name,
    (each) => each.charCodeAt(0) < 0x80 ? each.charCodeAt(0) : byteOf(each),
  );
  return bytes.includes(null) ? null : Uint8Array.from(bytes.map((byte) => byte ?? 0));
}

function decoded(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
