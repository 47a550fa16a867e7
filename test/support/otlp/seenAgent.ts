import { join } from "node:path";
import { projectRoot } from "../../workbench/paths.ts";

/**
 * A person's agent: asks a model over plain HTTP, and sends a span that says in which line of the file it did. It names
 * no endpoint for its traces. Its argument is the model's server.
 */
export const SEEN_AGENT = `import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const load = createRequire(${JSON.stringify(join(projectRoot, "package.json"))});
const { OTLPTraceExporter } = load("@opentelemetry/exporter-trace-otlp-proto");
const { BasicTracerProvider, SimpleSpanProcessor } = load("@opentelemetry/sdk-trace-base");
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] });
const [server] = process.argv.slice(2);

const lineBelow = ({ stack }) => 1 + Number(/:(\\d+):\\d+\\)?$/.exec(stack.split("\\n")[1])[1]);

async function ask(question) {
  const span = provider.getTracer("desk").startSpan("chat gpt-5");
  const what = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5", "operation.cost": 0.004 };
  const place = { "code.file.path": fileURLToPath(import.meta.url), "code.function.name": "ask" };
  span.setAttributes({ ...what, ...place, "code.line.number": lineBelow(new Error()) });
  const answer = await fetch(\`\${server}/v1/chat/completions\`, {
    method: "POST",
    body: JSON.stringify({ model: "gpt-5", messages: [{ role: "user", content: question }] }),
  });
  span.end();
  return answer.json();
}

await ask("Where is my order?");
await provider.shutdown();
`;
