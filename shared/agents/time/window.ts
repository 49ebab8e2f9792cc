/** Half open: start belongs to it, end does not. */
export interface TimeWindow {
  start: Date;
  end: Date;
}
