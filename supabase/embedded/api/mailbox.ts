/** A mail as Auth would have sent it. */
export interface Mail {
  at: string;
  to: string;
  subject: string;
  text: string;
}

/** Keeps what Auth would send, since nothing here delivers mail. */
export interface Mailbox {
  deliver(mail: Omit<Mail, "at">): void;
  /** Oldest first. */
  mails(): readonly Mail[];
}

/** Mails that are kept; older ones are forgotten. */
const KEPT = 50;

/** A mailbox in memory. A mail has codes in it that open an account, so the log names none. */
export function createMailbox(log: (message: string) => void): Mailbox {
  const mails: Mail[] = [];
  return {
    deliver(mail) {
      mails.push({ at: new Date().toISOString(), ...mail });
      mails.splice(0, mails.length - KEPT);
      log("A mail of Auth waits at /_mail");
    },
    mails: () => mails,
  };
}
