import type { ComponentChildren } from "preact";
import { ATTR } from "../../../core/attributes.ts";
import { decisionText } from "../../../views/decisionText.ts";
import { formatCount, formatDuration } from "../../../views/figures.ts";
import { costText, moodOf } from "../../../views/rowText.ts";
import { ASSUMED_WORDS, differing } from "../../../views/reportedCost.ts";
import { sourceOf, type SourcePlace } from "../../../views/sourceSpans.ts";
import type { SpanDetails } from "../../../views/spanDetails.ts";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import { LinkButton } from "../../kit/button.tsx";
import { durationText } from "../durationText.ts";
import { Attempts, requestIdOf } from "./attempts.tsx";
import type { PaneProps } from "./details.tsx";
import "./summaryTab.css";

type SummaryProps = PaneProps & { readonly details: SpanDetails };

/** The most important of a span, in words. */
export function SummaryTab(props: SummaryProps) {
  const { details, model, host, span } = props;
  const open = useAction(() => host.request("openSource", model.context(span)));
  return (
    <>
      <ErrorLine error={open.error} onDismiss={open.dismiss} />
      <dl class="fields">
        {fieldsOf(props, open).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {details.attempts.length > 0 && <Attempts attempts={details.attempts} />}
      {details.decisions.length > 0 && (
        <>
          <h3>Safeguards</h3>
          <ul class="decisions">
            {details.decisions.map(({ at, decision }, index) => (
              <li key={index}>
                <span class="muted figures">
                  {formatDuration(at - model.origin - model.waterfall.extent.from)}
                </span>{" "}
                {decisionText(decision)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

type Field = readonly [name: string, value: ComponentChildren];

function fieldsOf(
  { model, span, details }: SummaryProps,
  open: { readonly run: () => Promise<unknown> },
): readonly Field[] {
  const { waterfall } = model;
  const { arrays } = waterfall.columns;
  const { attributes, start, status } = details.span;
  const totals = waterfall.totals(span);
  const cost = costText(totals);
  const parent = waterfall.tree.up[span]!;
  const below = waterfall.tree.size[span]! - 1;
  const source = sourceOf(details.span);
  const said = attributes[ATTR.costReportedUsd];
  const reported = typeof said === "number" ? differing(said, totals.cost) : undefined;
  const mood = moodOf(waterfall.columns, span);
  return present([
    ["status", [mood.label, status.message].filter(Boolean).join(": ")],
    [
      "started",
      `${new Date(start).toLocaleString()}, ${formatDuration(arrays.start[span]! - waterfall.extent.from)} into the trace`,
    ],
    ["duration", durationText(model, span)],
    ["first token", arrays.firstToken[span]! >= 0 && `after ${formatDuration(arrays.firstToken[span]!)}`],
    ["model", modelText(attributes[ATTR.requestModel], attributes[ATTR.responseModel])],
    ["provider", attributes[ATTR.provider]],
    ["tokens in", totals.input > 0 && tokensIn(totals.input, attributes)],
    ["tokens out", totals.output > 0 && totals.output.toLocaleString("en-US")],
    ["cost", cost.hint],
    ["reported", reported !== undefined && `${reported} by the sender`],
    ["note", attributes[ATTR.costAssumed] === true && ASSUMED_WORDS],
    ["request id", details.attempts.length === 1 && details.attempts[0] && requestIdOf(details.attempts[0])],
    ["source", source && <LinkButton onClick={() => void open.run()}>{sourceText(source)}</LinkButton>],
    ["stopped by", list(attributes[ATTR.finishReasons])],
    ["what to do", attributes[ATTR.advice]],
    [
      "parent",
      parent >= 0 && (
        <LinkButton onClick={() => model.reveal(parent)}>{waterfall.columns.text("name", parent)}</LinkButton>
      ),
    ],
    ["below", below > 0 && formatCount(below, "span")],
  ]);
}

const sourceText = ({ path, line }: SourcePlace): string => (line === undefined ? path : `${path}:${line}`);

type MaybeField = readonly [name: string, value: ComponentChildren];

const present = (fields: readonly MaybeField[]): readonly Field[] =>
  fields.filter(([, value]) => value !== undefined && value !== false && value !== "");

type Value = SpanDetails["span"]["attributes"][string];

const list = (value: Value): string => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

const modelText = (requested: Value, answered: Value): string =>
  answered === undefined || requested === undefined || answered === requested
    ? list(answered ?? requested)
    : `${list(requested)}, answered by ${list(answered)}`;

function tokensIn(input: number, attributes: SpanDetails["span"]["attributes"]): string {
  const part = (name: string, words: string): string[] => {
    const value = attributes[name];
    return typeof value === "number" && value > 0 ? [`${value.toLocaleString("en-US")} ${words}`] : [];
  };
  const parts = [
    ...part(ATTR.cacheReadTokens, "read from the cache"),
    ...part(ATTR.cacheWriteTokens, "written to it"),
  ];
  const sum = input.toLocaleString("en-US");
  const rate = attributes[ATTR.cacheHitRate];
  const hits = typeof rate === "number" ? `: a hit rate of ${Math.floor(rate * 100)} %` : "";
  return parts.length === 0 ? sum : `${sum}, of them ${parts.join(" and ")}${hits}`;
}
