/** A running watch. */
export interface Watch {
  stop(): void;
}

/** An editor writes a file in several steps; this long after the last one it counts as changed. */
const QUIET = 200;

/** Calls back some time after files in the folders have changed, one call at a time. */
export function watchFolders(
  folders: readonly string[],
  log: (message: string) => void,
  onChange: () => Promise<void>,
): Watch {
  const watcher = Deno.watchFs([...folders]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();
  const changed = () => {
    running = running.then(onChange).then(
      () => log("The functions were started anew, because their files changed"),
      (error) => log(`The functions could not be started anew: ${messageOf(error)}`),
    );
  };
  const watching = (async () => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some((path) => /\.(ts|js|mjs|json|tsx)$/.test(path))) {
        continue;
      }
      clearTimeout(timer);
      timer = setTimeout(changed, QUIET);
    }
  })();
  watching.catch((error) => log(`Changes of files are no longer seen: ${messageOf(error)}`));
  return {
    stop() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
