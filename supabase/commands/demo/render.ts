import type { Citation, FurtherAnswer, PromptResponse } from "../../../shared/contracts/prompts.ts";
import { safeLine } from "../terminal.ts";
import { minute, renderTasks } from "./render_tasks.ts";

/** An answer for a person to read in a terminal. */
export function renderAnswer(prompt: string, answer: PromptResponse): string {
  const parts = [answer, ...answer.further].flatMap((part) => body(part, answer.citations));
  const lines = ["", `━━ ${safeLine(prompt)}`, ...parts, ...sources(answer.citations), ""];
  lines.push("Sources read:");
  for (const coverage of answer.coverage) {
    const until = coverage.read_until ? ` until ${minute(coverage.read_until)}` : "";
    lines.push(
      `  ${coverage.source}: ${coverage.status.replace("_", " ")}${until}. ${coverage.detail}`,
    );
  }
  lines.push(`Answered by: ${answer.model}${answer.degraded ? " (degraded)" : ""}`, "");
  return lines.join("\n");
}

function body(answer: FurtherAnswer, citations: Citation[]): string[] {
  const cite = numbered(citations);
  switch (answer.intent) {
    case "summarize": {
      const { content, time_range } = answer.response;
      return [
        `${minute(time_range.start)} to ${minute(time_range.end)} UTC`,
        "",
        content.overview,
        ...content.highlights.map((highlight) =>
          `  • ${safeLine(highlight.text)} ${highlight.event_ids.map(cite).join("")}`
        ),
        ...(content.themes.length > 0
          ? ["", `Themes: ${content.themes.map(safeLine).join(", ")}`]
          : []),
      ];
    }
    case "task_detection":
      return [
        `${minute(answer.response.time_range.start)} to ${
          minute(answer.response.time_range.end)
        } UTC`,
        "",
        ...renderTasks(answer.response, cite),
      ];
    case "calendar": {
      const { answer: told, time_range } = answer.response;
      return [
        `${minute(time_range.start)} to ${minute(time_range.end)} UTC`,
        "",
        ...told.split("\n").map(safeLine),
      ];
    }
    case "answer":
      return ["", answer.response.answer];
    case "unsupported":
      return ["", answer.response.answer, ...answer.response.examples.map((ask) => `  • ${ask}`)];
  }
}

function numbered(citations: Citation[]): (id: string) => string {
  const numbers = new Map(citations.map((citation, index) => [citation.id, index + 1]));
  return (id) => `[${numbers.get(id) ?? "?"}]`;
}

function sources(citations: Citation[]): string[] {
  if (citations.length === 0) return [];
  return [
    "",
    "Taken from:",
    ...citations.map((citation, index) =>
      `  [${index + 1}] ${citation.source ?? citation.type}, ${
        safeLine(citation.title ?? "untitled")
      }, ${minute(citation.occurred_at)}`
    ),
  ];
}
