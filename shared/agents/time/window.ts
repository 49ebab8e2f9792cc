/** Half open: start belongs to it, end does not. */
export interface TimeWindow {
  start: Date;
  end: Date;
}

/** A window, and where in the prompt it was named. */
export interface NamedWindow {
  window: TimeWindow;
  index: number;
}
