/** The text format of Prometheus, version 0.0.4. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** One number of a metric. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** A metric with all its samples; counters only grow, gauges do as they like. */
export interface Metric {
  /** Without the prefix of this project. */
  name: string;
  help: string;
  type: "gauge" | "counter";
  samples: Sample[];
}

/** A metric that goes up and down. */
export function gauge(name: string, help: string, samples: Sample[]): Metric {
  return { name, help, type: "gauge", samples };
}

/** HELP, TYPE and the samples, together as the format wants them. */
export function renderMetric({ name, help, type, samples }: Metric): string {
  // Not prometheus_ alone: that is where the Prometheus server keeps its own metrics.
  const full = `prometheus_backend_${name}`;
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    return `${full}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join("")}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
