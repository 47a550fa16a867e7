import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";
import "./keysHelp.css";

interface KeysHelpProps {
  readonly keys: readonly (readonly [keys: readonly string[], what: string])[];
  /** What marks and colours mean, below the keys. */
  readonly children: ComponentChildren;
  readonly onClose: () => void;
}

/** The keys of a page and what its marks mean, over the page. */
export function KeysHelp({ keys, children, onClose }: KeysHelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-label="Keys"
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div class="help-body">
        <header>
          <h2>Keys</h2>
          <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
        </header>
        <dl class="help-keys">
          {keys.map(([names, what]) => (
            <div key={what}>
              <dt>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        {children}
      </div>
    </dialog>
  );
}
