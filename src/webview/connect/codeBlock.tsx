import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../kit/button.tsx";
import "./codeBlock.css";

interface CodeBlockProps {
  readonly title: string;
  readonly code: string;
  readonly onCopy: (text: string) => Promise<boolean>;
}

const SAID_MS = 1_500;

/** Code under its title, with a button that copies it. */
export function CodeBlock({ title, code, onCopy }: CodeBlockProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <figure class="code-block">
      <figcaption>
        <span>{title}</span>
        <IconButton
          icon={copied ? "check" : "copy"}
          label={copied ? "Copied" : `Copy: ${title}`}
          onClick={() => void onCopy(code).then(setCopied)}
        />
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        {code}
      </pre>
    </figure>
  );
}
