import type { Attributes } from "../../../core/telemetry.ts";
import { Button, IconButton } from "../../kit/button.tsx";
import { ErrorLine } from "../../kit/errorLine.tsx";
import { useAction } from "../../kit/useAction.ts";
import "./attributesTab.css";
import type { PaneProps } from "./details.tsx";
import { jsonText, PlainText } from "./plainText.tsx";

/** All attributes by name, those included that nothing else of the page knows. */
export function AttributesTab({ host, attributes }: PaneProps & { readonly attributes: Attributes }) {
  const copy = useAction((text: string) => host.request("copy", { text }));
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return <p class="muted">This span has no attributes.</p>;
  return (
    <>
      <ErrorLine error={copy.error} onDismiss={copy.dismiss} />
      <AttributeTable attributes={entries} onCopy={(text) => void copy.run(text)} />
      <p>
        <Button
          icon="copy"
          onClick={() => void copy.run(JSON.stringify(Object.fromEntries(entries), null, 2))}
        >
          Copy All as JSON
        </Button>
      </p>
    </>
  );
}

interface TableProps {
  readonly attributes: readonly (readonly [name: string, value: Attributes[string]])[];
  readonly onCopy?: (text: string) => void;
}

/** Values longer than this stand in a block of their own. */
const INLINE = 120;

export function AttributeTable({ attributes, onCopy }: TableProps) {
  return (
    <table class="attributes">
      <tbody>
        {attributes.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <Value name={name} text={typeof value === "string" ? jsonText(value) : textOf(value)} />
            </td>
            {onCopy && (
              <td class="attribute-copy">
                <IconButton icon="copy" label={`Copy ${name}`} onClick={() => onCopy(textOf(value))} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const textOf = (value: Attributes[string]): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");

function Value({ name, text }: { readonly name: string; readonly text: string }) {
  if (text.length > INLINE || text.includes("\n")) return <PlainText text={text} label={name} />;
  return <span class="attribute-value">{text === "" ? "“”" : text}</span>;
}
