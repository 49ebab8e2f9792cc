import assert from "node:assert/strict";
import { isSignedBySlack } from "../../../../shared/connectors/slack/live/signature.ts";

/** The worked example of Slack's documentation ("Verifying requests from Slack"). */
const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const timestamp = "1531420618";
const text =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
  "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
  "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
  "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const body = new TextEncoder().encode(text);
const now = new Date(1531420618 * 1000);

Deno.test("isSignedBySlack() knows the signature of Slack's own example", () => {
  assert.ok(isSignedBySlack(secret, body, { signature, timestamp }, now));
});

Deno.test("isSignedBySlack() refuses what is forged, changed, old, early or incomplete", () => {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const good = { signature, timestamp };
  assert.ok(isSignedBySlack(secret, body, good, at(300)));
  for (
    const [headers, bytes, key, when] of [
      [good, body, secret, at(301)],
      [good, body, secret, at(-301)],
      [good, body, `${secret}x`, now],
      [good, new TextEncoder().encode(`${text}&`), secret, now],
      [{ ...good, timestamp: "1531420619" }, body, secret, now],
      [{ ...good, timestamp: "01531420618 " }, body, secret, now],
      [{ ...good, timestamp: undefined }, body, secret, now],
      [{ ...good, signature: undefined }, body, secret, now],
      [{ ...good, signature: signature.toUpperCase() }, body, secret, now],
      [{ ...good, signature: signature.slice(3) }, body, secret, now],
      [{ ...good, signature: `${signature}00` }, body, secret, now],
    ] as const
  ) assert.equal(isSignedBySlack(key, bytes, headers, when), false, JSON.stringify(headers));
});
