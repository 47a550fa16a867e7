import type { CallToolResult } from "@modelcontextprotocol/client";
import type { ServerAnswer } from "./connection.ts";

type Content = CallToolResult["content"][number];

/** A tool's result as text for the model. What is no text is named, with its size. */
export function toAnswer({ content, structuredContent, isError }: CallToolResult): ServerAnswer {
  const texts = content.map(toText);
  const structured = structuredContent === undefined ? "" : JSON.stringify(structuredContent, undefined, 2);
  const text = texts.length === 0 ? structured : texts.join("\n");
  return { kind: "result", text: text || "[The result is empty.]", isError: isError === true };
}

function toText(content: Content): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "image":
    case "audio":
      return `[${content.type} ${content.mimeType}, ${kilobytes(content.data)} kB; not shown to you]`;
    case "resource_link":
      return `[resource ${content.name}: ${content.uri}]`;
    case "resource": {
      const { resource } = content;
      return "text" in resource
        ? `[resource ${resource.uri}]\n${resource.text}`
        : `[resource ${resource.uri}, ${kilobytes(resource.blob)} kB; not shown to you]`;
    }
    default:
      return "[content of a kind that is not known here]";
  }
}

const kilobytes = (base64: string): number => Math.ceil((base64.length * 3) / 4 / 1024);
