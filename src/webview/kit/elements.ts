import type { VscodeButton } from "@vscode-elements/elements/dist/vscode-button/index.js";
import type { VscodeContextMenu } from "@vscode-elements/elements/dist/vscode-context-menu/index.js";
import type { VscodeOption } from "@vscode-elements/elements/dist/vscode-option/index.js";
import type { VscodeProgressBar } from "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { VscodeSingleSelect } from "@vscode-elements/elements/dist/vscode-single-select/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { HTMLAttributes } from "preact";

/** An element of `@vscode-elements/elements` as JSX: the common attributes and those that it adds. */
type Jsx<E extends HTMLElement, Own extends keyof E = never> = HTMLAttributes<E> & Partial<Pick<E, Own>>;

declare module "preact" {
  namespace createElement.JSX {
    interface IntrinsicElements {
      "vscode-button": Jsx<VscodeButton, "secondary" | "disabled">;
      "vscode-context-menu": Jsx<VscodeContextMenu, "data" | "show"> & {
        "onvsc-context-menu-select"?: (event: CustomEvent<{ value: string }>) => void;
      };
      "vscode-option": Jsx<VscodeOption, "value" | "selected" | "disabled"> & { description?: string };
      "vscode-progress-bar": Jsx<VscodeProgressBar, "value" | "indeterminate">;
      "vscode-single-select": Jsx<VscodeSingleSelect, "value" | "label" | "disabled" | "position">;
      "vscode-textfield": Jsx<VscodeTextfield, "value" | "label" | "placeholder" | "disabled">;
    }
  }
}
