/** Shows one line that changes on a terminal, and plain lines now and then anywhere else. */
export interface Progress {
  /** The step that runs now, with where it stands. */
  update(text: string): void;
  /** Ends the step with a line that stays. */
  done(text: string): void;
}

/** Progress on stderr, so that stdout carries the answers alone. */
export function stderrProgress(): Progress {
  const terminal = Deno.stderr.isTerminal();
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  let lastPlain = 0;
  return {
    update(text) {
      if (terminal) return void write(`\r\x1b[2K  ${text}`);
      const now = performance.now();
      if (now - lastPlain < 5000) return;
      lastPlain = now;
      write(`  ${text}\n`);
    },
    done(text) {
      write(terminal ? `\r\x1b[2K✓ ${text}\n` : `✓ ${text}\n`);
    },
  };
}
