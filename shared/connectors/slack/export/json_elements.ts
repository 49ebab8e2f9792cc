/** JSON files read element by element, so that none has to fit into memory. */

/** Longest element that is parsed, in characters: Slack's longest message has 40,000. */
export const MAX_ELEMENT_LENGTH = 1024 * 1024;
/** Most elements of one file. */
export const MAX_ELEMENTS = 1_000_000;
/** Longest file that is an object rather than an array. */
const MAX_OBJECT_LENGTH = 16 * MAX_ELEMENT_LENGTH;

/** An element of the array with its position, or what is wrong with it, without a word of it. */
export type JsonElement =
  | { index: number; value: unknown }
  | { index: number; problem: string };

/** What is wrong with the whole file, or with the rest of it. */
export class JsonFileError extends Error {}

/**
 * The elements of a file that holds a JSON array, or an object with an array `messages`, as the
 * `conversations.history` method answers.
 * @throws JsonFileError when the file is neither, ends early or exceeds a limit (after the elements
 *   before that), or what `text` throws
 */
export async function* jsonElements(text: AsyncIterable<string>): AsyncGenerator<JsonElement> {
  const scanner = new ArrayScanner();
  let object: string | null = null;
  for await (const piece of text) {
    if (object === null && !scanner.started && /^\s*\{/.test(piece)) object = "";
    if (object === null) yield* scanner.push(piece);
    else {
      object += piece;
      if (object.length > MAX_OBJECT_LENGTH) {
        throw new JsonFileError(`is no JSON array and longer than ${MAX_OBJECT_LENGTH} characters`);
      }
    }
  }
  if (object !== null) yield* messagesOf(object);
  else scanner.end();
}

function* messagesOf(text: string): Generator<JsonElement> {
  const value = parsed(text);
  if (value === undefined) throw new JsonFileError("is not valid JSON");
  const messages = typeof value === "object" && value !== null && "messages" in value
    ? value.messages
    : null;
  if (!Array.isArray(messages)) throw new JsonFileError("is not a JSON array");
  for (const [index, message] of messages.entries()) yield { index, value: message };
}

/** Undefined for what is no JSON: the engine's own message quotes the text, perhaps a message's. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Finds where elements of the outermost array end; `JSON.parse` judges what they hold. */
class ArrayScanner {
  started = false;
  #ended = false;
  #index = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #kept = "";
  #length = 0;

  *push(piece: string): Generator<JsonElement> {
    let at = 0;
    if (!this.started) {
      at = piece.search(/[^\s\uFEFF]/);
      if (at === -1) return;
      if (piece.charCodeAt(at) !== OPEN_ARRAY) throw this.#invalid(piece.slice(at));
      this.started = true;
      at += 1;
    }
    let from = at;
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#ended) {
        if (/\S/.test(piece.slice(at))) throw new JsonFileError("goes on after its array's end");
        return;
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
        continue;
      }
      if (code === QUOTE) this.#inString = true;
      else if (code === OPEN_ARRAY || code === OPEN_OBJECT) this.#depth += 1;
      else if (this.#depth > 0) {
        if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) this.#depth -= 1;
      } else if (code === COMMA || code === CLOSE_ARRAY) {
        this.#keep(piece.slice(from, at));
        from = at + 1;
        this.#ended = code === CLOSE_ARRAY;
        const element = this.#element();
        if (element) yield element;
      }
    }
    if (!this.#ended) this.#keep(piece.slice(from));
  }

  /** @throws JsonFileError when the array was not closed */
  end(): void {
    if (!this.#ended) throw this.#invalid("");
  }

  #keep(part: string): void {
    this.#length += part.length;
    this.#kept = this.#length > MAX_ELEMENT_LENGTH ? "" : this.#kept + part;
  }

  #element(): JsonElement | null {
    const [text, length, index] = [this.#kept, this.#length, this.#index];
    [this.#kept, this.#length] = ["", 0];
    if (index === 0 && this.#ended && length <= MAX_ELEMENT_LENGTH && text.trim() === "") {
      return null;
    }
    if (index === MAX_ELEMENTS) {
      throw new JsonFileError(`holds more than ${MAX_ELEMENTS} entries: the rest is not read`);
    }
    this.#index += 1;
    if (length > MAX_ELEMENT_LENGTH) {
      const problem = `is longer than ${MAX_ELEMENT_LENGTH} characters`;
      return { index, problem };
    }
    const value = parsed(text);
    return value === undefined ? { index, problem: "is not valid JSON" } : { index, value };
  }

  #invalid(text: string): JsonFileError {
    if (!this.started && parsed(text) !== undefined) {
      return new JsonFileError("is not a JSON array");
    }
    const from = this.#index === 0 ? "" : ` from entry ${this.#index} on`;
    return new JsonFileError(`is not valid JSON${from}`);
  }
}
