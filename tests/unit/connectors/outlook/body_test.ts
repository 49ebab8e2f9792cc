import assert from "node:assert/strict";
import { newPartOf, textOf } from "../../../../shared/connectors/outlook/mail/body.ts";

const html = (content: string) => textOf({ contentType: "html", content });

Deno.test("textOf() gives what a reader sees, and nothing that is hidden or made for machines", () => {
  assert.equal(
    html(
      `<html><head><style>p{color:red}</style><title>x</title></head><body>
       <p>Hi&nbsp;Sam,</p><script>alert(1)</script>
       <h1>The plan</h1><ul><li>one</li><li>two</li></ul>
       <p>See <a href="https://t.example/?track=1">the notes</a>.<img src="x" alt="pixel"></p>
       </body></html>`,
    ),
    "Hi Sam,\n\nThe plan\n\n * one\n * two\n\nSee the notes.",
  );
  assert.equal(
    html(
      "<table><tr><td>Room</td><td>Tandem</td></tr><tr><td>Time</td><td>10:00</td></tr></table>",
    ),
    "Room Tandem\nTime 10:00",
  );
  assert.equal(html("zero\u200cwidth\u00ad<br>filler\u034f"), "zerowidth\nfiller");
  assert.equal(textOf({ contentType: "text", content: "a < b\r\n\r\n\r\n\r\nc  " }), "a < b\n\nc");
  assert.equal(textOf(null), "");
});

Deno.test("textOf() ends on deep and long HTML", () => {
  assert.equal(typeof html("<div>".repeat(50_000) + "deep"), "string");
  assert.ok(html(`<p>${"word ".repeat(400_000)}</p>`).length <= 1_000_000);
});

const quoted = [
  "On Mon, 2 Mar 2026 at 10:00, Mira Stein <mira@a.example> wrote:\n> Who brings the banner?",
  "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Mira Stein <mira@a.example>:\n> Wer bringt das Banner?",
  "________________________________\nFrom: Mira Stein <mira@a.example>\nSent: Monday, March 2, 2026 10:00\nTo: Sam\nSubject: Banner\n\nWho brings the banner?",
  "From: Mira Stein\nSent: Monday, March 2, 2026 10:00 AM\nTo: Sam\nSubject: Banner\n\nWho brings the banner?",
  "Von: Mira Stein\nGesendet: Montag, 2. März 2026 10:00\nAn: Sam\nBetreff: Banner\n\nWer bringt das Banner?",
  "-----Original Message-----\nFrom: Mira\n\nWho brings the banner?",
];

Deno.test("newPartOf() leaves out quoted history, however it is announced", () => {
  for (const history of quoted) {
    const text = `I bring it on Thursday.\n\n${history}`;
    assert.equal(newPartOf(text, "Re: Banner"), "I bring it on Thursday.", history);
  }
});

Deno.test("newPartOf() leaves out signatures", () => {
  for (const signature of ["-- \nSam Weber\nAcme", "Sent from my iPhone"]) {
    assert.equal(newPartOf(`Yes, do that.\n\n${signature}`, "Re: x"), "Yes, do that.");
  }
});

Deno.test("newPartOf() keeps what is all there is, and what somebody forwards", () => {
  const [history = ""] = quoted;
  assert.equal(newPartOf(history, "Re: Banner"), history);
  for (const subject of ["Fwd: Banner", "FW: Banner", "WG: Banner"]) {
    assert.equal(newPartOf(`See below.\n\n${history}`, subject), `See below.\n\n${history}`);
  }
  assert.equal(
    newPartOf("From: the roof you can see the sea", null),
    "From: the roof you can see the sea",
  );
});
