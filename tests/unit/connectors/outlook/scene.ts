import type { Mailbox } from "../../../providers/outlook/mailbox.ts";
import type { OutlookServer } from "../../../providers/outlook/server.ts";

/** A mailbox and somebody who reads it again and again, over a simulated clock. */
export interface Scene {
  readonly server: OutlookServer;
  readonly mailbox: Mailbox;
  /** So many minutes from now. */
  at(minutes: number): Date;
  pass(minutes: number): void;
  /** Which folders the person leaves out. */
  leaveOut(folders: readonly string[]): Promise<void>;
  /** Reads until all is read, or the worker dies behind so many pages. */
  read(pages: number): Promise<void>;
  /** Reads what a push has asked for, where one came. */
  readPushed(): Promise<void>;
}
