/** One statement of a script, without its semicolon. */
export interface Statement {
  text: string;
  /** Where it starts in the script, in UTF-16 code units. */
  offset: number;
}

/**
 * Splits a SQL script at the semicolons that end statements: not those in strings, quoted
 * names, dollar quotes, comments or the body of a `begin atomic` function. Comments before a
 * statement are left out, those inside of it are kept.
 */
export function splitStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let start = -1;
  // Depth of begin atomic ... end, where case ... end nests.
  let atomic = 0;
  let previousWord = "";
  let at = 0;
  const finish = (end: number) => {
    const text = start < 0 ? "" : script.slice(start, end).trimEnd();
    if (text !== "") statements.push({ text, offset: start });
    start = -1;
    atomic = 0;
    previousWord = "";
  };
  while (at < script.length) {
    const skipped = endOfComment(script, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const character = script.charAt(at);
    if (/\s/.test(character)) {
      at++;
      continue;
    }
    if (character === ";" && atomic === 0) {
      finish(at++);
      continue;
    }
    if (start < 0) start = at;
    const word = /^[\p{L}_][\p{L}\p{N}_$]*/u.exec(script.slice(at, at + 128))?.[0];
    if (word !== undefined) {
      const lower = word.toLowerCase();
      if (lower === "e" && script.charAt(at + 1) === "'") {
        at = endOfString(script, at + 1, true);
        continue;
      }
      if (atomic > 0 && lower === "case") atomic++;
      else if (atomic > 0 && lower === "end") atomic--;
      else if (lower === "atomic" && previousWord === "begin") atomic = 1;
      previousWord = lower;
      at += word.length;
      continue;
    }
    at = endOfToken(script, at);
  }
  finish(script.length);
  return statements;
}

/** The end of the comment that starts at `at`, or `at` where none does. Block comments nest. */
function endOfComment(script: string, at: number): number {
  if (script.startsWith("--", at)) {
    const newline = script.indexOf("\n", at);
    return newline < 0 ? script.length : newline;
  }
  if (!script.startsWith("/*", at)) return at;
  let depth = 1;
  at += 2;
  while (at < script.length && depth > 0) {
    if (script.startsWith("/*", at)) {
      depth++;
      at += 2;
    } else if (script.startsWith("*/", at)) {
      depth--;
      at += 2;
    } else at++;
  }
  return at;
}

function endOfToken(script: string, at: number): number {
  const character = script.charAt(at);
  if (character === "'") return endOfString(script, at, false);
  if (character === '"') {
    const close = script.indexOf('"', at + 1);
    return close < 0 ? script.length : close + 1;
  }
  if (character === "$") {
    const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(script.slice(at, at + 128))?.[0];
    if (tag !== undefined) {
      const close = script.indexOf(tag, at + tag.length);
      return close < 0 ? script.length : close + tag.length;
    }
  }
  return at + 1;
}

/** The end of the string whose quote is at `at`; a doubled quote reads as two strings in a row. */
function endOfString(script: string, at: number, escapes: boolean): number {
  for (at++; at < script.length; at++) {
    if (escapes && script.charAt(at) === "\\") at++;
    else if (script.charAt(at) === "'") return at + 1;
  }
  return script.length;
}

/** Line and column (both from 1) of an offset, as editors count them. */
export function lineAndColumn(script: string, offset: number): { line: number; column: number } {
  const before = script.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
