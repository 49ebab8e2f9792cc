import { useCallback, useEffect, useRef, useState } from "./html.js";

/**
 * Something that is read from the project: `{ value, error, reading, reload }`. What was read stays
 * while it is read again; an answer that a later one has overtaken is dropped.
 *
 * @template T
 * @param {() => Promise<T>} read
 * @param {unknown[]} inputs by whose change it is read anew
 */
export function useRemote(read, inputs = []) {
  const [state, setState] = useState({ value: undefined, error: null, reading: true });
  const turn = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setState((known) => ({ ...known, reading: true }));
    try {
      const value = await read();
      if (turn.current === mine) setState({ value, error: null, reading: false });
    } catch (error) {
      if (turn.current === mine) setState((known) => ({ ...known, error, reading: false }));
    }
  }, inputs);
  useEffect(() => {
    reload();
    return () => void ++turn.current;
  }, [reload]);
  return { ...state, reload };
}

/**
 * Something that a person starts: `{ run, busy, error }`. While it goes on a second start is left
 * out; what it throws is kept to be shown.
 *
 * @param {(...args: unknown[]) => Promise<unknown>} action
 */
export function useAction(action) {
  const [state, setState] = useState({ busy: false, error: null });
  const busy = useRef(false);
  const run = async (...args) => {
    if (busy.current) return;
    busy.current = true;
    setState({ busy: true, error: null });
    try {
      await action(...args);
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    } finally {
      busy.current = false;
    }
  };
  return { ...state, run };
}
