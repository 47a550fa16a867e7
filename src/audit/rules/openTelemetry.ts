import { literalOf, options } from "../project/evidence.ts";
import { majorOf, packagesLike } from "../project/manifest.ts";
import { placeOf, type Project, type Site } from "../project/project.ts";
import { programWithout } from "../project/processes.ts";
import { externals, near, searchKind, sourceOf, type External } from "../project/search.ts";
import type { Evidence, Judgement } from "../result.ts";
import {
  GENAI_TEXT,
  LLM_INSTRUMENTATION,
  LLM_INSTRUMENTATION_PACKAGES,
  MANUAL_SPANS,
  OTEL_PROVIDER,
  OTEL_SETUP,
  SETUP_WITH_INSTRUMENTATION,
  VENDOR_ENV,
  VENDOR_TRACING,
  ZERO_CODE,
} from "../tables/telemetry.ts";
import type { Rule } from "./rule.ts";
import { absent, evidence, partial, present, STRENGTH, unknown } from "./verdicts.ts";

export const openTelemetry: Rule = {
  code: "AR03",
  id: "observability/opentelemetry-traces",
  title: "OpenTelemetry traces",
  category: "observability",
  unit: "site",
  wants: "Each model call becomes an OpenTelemetry span that leaves the process.",
  why: "Yesterday's failed run can only be understood by its trace: which calls, which tools, how long, with what result. OpenTelemetry sends it to whatever backend the team has.",
  counts: {
    present: [
      "an exporter or provider that is set up at start, and an instrumentation of the SDK that is called",
    ],
    partial: [
      "one of the two",
      "tracing of one vendor only",
      "spans of one's own that do not follow the GenAI conventions",
      "only some of the calls",
    ],
  },
  fix: "Set up an OTLP exporter at the entrypoint and the instrumentation of your SDK.",
  examples: {
    good: [
      {
        language: "python",
        code: "tracer_provider = phoenix.otel.register()\nOpenAIInstrumentor().instrument(tracer_provider=tracer_provider)",
      },
    ],
    bad: [{ language: "python", code: "client.chat.completions.create(model=model, messages=messages)" }],
  },
  searched:
    "providers, exporters and instrumentations in live code, telemetry options of the call, commands in containers, environment files",
  judge: (site, project) => {
    const elsewhere = setUpElsewhere(site, project);
    if (elsewhere !== undefined) return elsewhere;
    const setup = setupOf(project);
    const spans = spansOf(site, project) ?? (setup && packageOf(site, setup, project));
    if (setup !== undefined && spans !== undefined)
      return {
        ...present(
          setup.found,
          setup.launched ? "config" : "explicit",
          Math.min(setup.strength, spans.strength) * site.certainty,
        ),
        evidence: [setup.found, spans.found],
      };
    if (setup !== undefined)
      return partial(setup.found, "nothing makes spans of the model calls", setup.strength * site.certainty);
    const provider = setup === undefined ? providerOf(project) : undefined;
    if (spans !== undefined)
      return partial(spans.found, "no exporter sends them anywhere", spans.strength * site.certainty);
    if (provider !== undefined)
      return partial(
        provider.found,
        "no exporter sends its spans anywhere, and none is of a model call by the GenAI conventions",
        provider.strength * site.certainty,
      );
    return vendor(site, project) ?? none(site);
  },
};

interface Proof {
  readonly found: Evidence;
  readonly strength: number;
  /** Whether the program is started with instrumentation, instead of setting it up. */
  readonly launched?: boolean;
}

const proofOf = ({ file, call }: External, why: string): Proof => ({
  found: evidence(file, call, why),
  strength: STRENGTH.explicit,
});

function setupOf(project: Project): Proof | undefined {
  if (isDisabled(project)) return undefined;
  const setup = externals(project, ...OTEL_SETUP).find(({ path }) => !isBeforeOtel(path, project));
  if (setup !== undefined) return proofOf(setup, "sets up an exporter");
  const launched = project.configs.find(
    ({ kind, text }) =>
      (kind === "dockerfile" || kind === "compose" || kind === "procfile" || kind === "shell") &&
      ZERO_CODE.test(text),
  );
  if (launched !== undefined)
    return {
      found: {
        file: launched.path,
        line: lineIn(launched.text, ZERO_CODE),
        why: "starts the program with instrumentation",
      },
      strength: STRENGTH.linkedConfig,
      launched: true,
    };
  return undefined;
}

/** Set up in one program, while another one makes the call. */
function setUpElsewhere(site: Site, project: Project): Judgement | undefined {
  const setups = externals(project, ...OTEL_SETUP);
  const programs = setups.map(({ file }) => programWithout(file, site.file, project));
  const [program] = programs;
  const [setup] = setups;
  if (setup === undefined || program === undefined || programs.includes(undefined)) return undefined;
  return absent(
    {
      ...placeOf(site.file, site.call),
      why: `${program.path} makes this call and does not load ${setup.file.path}, which sets up the traces`,
    },
    STRENGTH.handWritten * 1.1 * site.certainty,
  );
}

/** Langfuse makes OpenTelemetry's spans since its version 3; before, it has traces of its own. */
function isBeforeOtel(path: string, { manifest }: Project): boolean {
  const [langfuse] = packagesLike(manifest, ["langfuse"]);
  return path.startsWith("langfuse.") && ((langfuse && majorOf(langfuse)) ?? 3) < 3;
}

/** A provider alone keeps its spans to itself. */
function providerOf(project: Project): Proof | undefined {
  const [provider] = externals(project, ...OTEL_PROVIDER);
  return provider && { ...proofOf(provider, "sets up a provider"), strength: STRENGTH.explicit };
}

/** A program that is started with instrumentation loads every instrumentation that is installed. */
function packageOf(site: Site, { launched, found }: Proof, project: Project): Proof | undefined {
  if (launched !== true) return undefined;
  const installed = packagesLike(project.manifest, LLM_INSTRUMENTATION_PACKAGES).find(({ name }) =>
    fits(name, site),
  );
  return (
    installed && {
      found: { ...found, why: `loads ${installed.name}, which ${installed.file} names` },
      strength: STRENGTH.linkedConfig,
      launched,
    }
  );
}

const isDisabled = (project: Project): boolean =>
  externals(project, "agents.set_tracing_disabled").some(({ file, call }) =>
    /True/.test(file.text.slice(call.start, call.end)),
  ) && externals(project, ...OTEL_SETUP).length === 0;

function spansOf(site: Site, project: Project): Proof | undefined {
  const byOption = telemetryOption(site, project);
  if (byOption !== undefined) return byOption;
  const instrumentation = externals(project, ...LLM_INSTRUMENTATION).find(({ path }) => fits(path, site));
  if (instrumentation !== undefined) return proofOf(instrumentation, "instruments the model SDK");
  const [bundled] = externals(project, ...SETUP_WITH_INSTRUMENTATION);
  if (bundled !== undefined) return proofOf(bundled, "brings the instrumentation of model SDKs with it");
  if (site.path.startsWith("langfuse.openai"))
    return { found: evidence(site.file, site.call, "Langfuse wraps the client"), strength: STRENGTH.library };
  const span = near(site, project, (expr, file) => expr.kind === "call" && isSpan(expr.call, file))[0];
  if (span === undefined) return undefined;
  const named =
    near(
      site,
      project,
      (expr) =>
        (expr.kind === "literal" && GENAI_TEXT.test(String(expr.value))) ||
        (expr.kind === "object" && expr.entries.some(({ key }) => key !== undefined && GENAI_TEXT.test(key))),
    ).length > 0;
  return named
    ? {
        found: evidence(span.file, span.expr, "makes a span of its own by the GenAI conventions"),
        strength: STRENGTH.handWritten,
      }
    : undefined;
}

const isSpan = (id: number, file: Site["file"]): boolean => {
  const callee = file.calls[id]?.callee;
  return callee?.kind === "member" && MANUAL_SPANS.test(callee.name);
};

/** An instrumentation of another SDK sees nothing of this one; general ones see all. */
function fits(path: string, site: Site): boolean {
  const names = [
    ["openai", "openai"],
    ["anthropic", "anthropic"],
    ["langchain", "lang"],
    ["llama", "llama"],
    ["crewai", "crewai"],
    ["google", "google"],
    ["pydantic", "pydantic"],
    ["litellm", "litellm"],
  ] as const;
  const of = names.find(([name]) => path.toLowerCase().includes(name));
  return (
    of === undefined ||
    site.sdk.includes(of[1]) ||
    site.sdk === "pydantic-ai" ||
    site.sdk === "openai-agents" ||
    site.sdk === "langgraph"
  );
}

/** The AI SDK's own switch: it counts up to version 6, and does nothing from 7 on. */
export function telemetryOption(site: Site, project: Project): Proof | undefined {
  if (site.sdk !== "ai-sdk") return undefined;
  const [option] = options(site, project, "experimental_telemetry");
  const [ai] = packagesLike(project.manifest, ["ai"]);
  if (option === undefined || ((ai && majorOf(ai)) ?? 6) > 6) return undefined;
  const target = project.resolver.resolve(option.file, option.block, option.expr);
  const entry =
    target?.kind === "value" && target.expr.kind === "object"
      ? target.expr.entries.find(({ key }) => key === "isEnabled")
      : undefined;
  const isOn =
    entry !== undefined &&
    target?.kind === "value" &&
    literalOf(project, { expr: entry.value, file: target.file, block: target.block }) !== false;
  return isOn
    ? { found: evidence(option.file, option.expr, "the call makes spans"), strength: STRENGTH.explicit }
    : undefined;
}

/** A vendor's own traces, by code, by environment or by the framework's default. */
function vendor(site: Site, project: Project): Judgement | undefined {
  const [call] = externals(project, ...VENDOR_TRACING);
  if (call !== undefined)
    return partial(
      evidence(call.file, call.call, "traces to one vendor"),
      "no OpenTelemetry",
      STRENGTH.explicit * site.certainty,
    );
  const inCode = searchKind(
    project,
    "literal",
    ({ value }) => typeof value === "string" && VENDOR_ENV.test(value),
  )[0];
  if (inCode !== undefined && !/^\s*#/.test(sourceOf(inCode)))
    return partial(
      evidence(inCode.file, inCode.expr, "vendor tracing is set by the environment"),
      "no OpenTelemetry",
      0.6 * site.certainty,
      "config",
    );
  const deployed = project.configs.find(
    ({ kind, path, text }) =>
      kind !== "env" && !/example|sample/i.test(path) && VENDOR_ENV.test(text) && kind !== "toml",
  );
  if (deployed !== undefined)
    return partial(
      {
        file: deployed.path,
        line: lineIn(deployed.text, VENDOR_ENV),
        why: "vendor tracing is set where the program is started",
      },
      "no OpenTelemetry",
      STRENGTH.linkedConfig * site.certainty,
      "config",
    );
  if (site.sdk !== "openai-agents") return undefined;
  return partial(
    evidence(site.file, site.call, "default of the library: traces go to OpenAI"),
    "no OpenTelemetry",
    STRENGTH.defaultLocked * site.certainty,
    "default",
  );
}

export function lineIn(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}

const none = (site: Site): Judgement =>
  site.certainty < 0.8
    ? unknown({
        ...placeOf(site.file, site.call),
        why: "no tracing was found, but it is only guessed which SDK this is",
      })
    : absent(
        { ...placeOf(site.file, site.call), why: "no tracer is set up, and nothing instruments this call" },
        STRENGTH.explicit * Math.max(0.9, site.certainty),
      );
