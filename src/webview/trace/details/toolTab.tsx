import { formatBytes } from "../../../views/format.ts";
import type { ToolDetails } from "../../../views/spanDetails.ts";
import { LinkButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import type { PaneProps } from "./details.tsx";
import { jsonText, PlainText } from "./plainText.tsx";

/** What a tool was given and what it gave back. */
export function ToolTab({ host, model, span, tool }: PaneProps & { readonly tool: ToolDetails }) {
  const open = useAction(() => host.request("openOutput", model.context(span)));
  return (
    <>
      <h3>Input</h3>
      <PlainText text={jsonText(tool.input)} label="Input" />
      <h3>{tool.isError ? "Output (failed)" : "Output"}</h3>
      <PlainText text={tool.text} label="Output" />
      <ErrorLine error={open.error} onDismiss={open.dismiss} />
      {tool.fullBytes !== undefined && (
        <p class="muted">
          The model got this part of {formatBytes(tool.fullBytes)}.{" "}
          <LinkButton onClick={() => void open.run()}>Open the whole output</LinkButton>
        </p>
      )}
      {tool.changes && tool.changes.length > 0 && (
        <>
          <h3>Changed files</h3>
          <ul class="decisions">
            {tool.changes.map(({ path }) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
