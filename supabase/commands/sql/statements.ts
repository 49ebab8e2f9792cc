/**
 * Text as it should be run: all of it at once, or, where a person types, each time a line ends
 * with a semicolon.
 */
export async function* readStatements(
  input: ReadableStream<Uint8Array<ArrayBuffer>>,
  interactive: boolean,
): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of input.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (!interactive || !/;\s*\n\s*$/.test(text)) continue;
    yield text;
    text = "";
  }
  if (text.trim() !== "") yield text;
}
