import { render, type ComponentChildren } from "preact";
import { ErrorBoundary } from "./errorBoundary.tsx";
import "./kit.css";

/** Puts a page into the document, with all that pages share around it. */
export function mountPage(page: ComponentChildren): void {
  const root = document.getElementById("root") ?? document.body.appendChild(document.createElement("div"));
  root.id = "root";
  render(<ErrorBoundary>{page}</ErrorBoundary>, root);
}
