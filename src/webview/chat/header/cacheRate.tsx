import { cacheUse } from "../../../views/chatWords.ts";
import type { SessionStatus } from "../../../views/sessionStatus.ts";

/** How much of the input came from the prompt cache; nothing where none is in use. */
export function CacheRate({ status }: { readonly status: SessionStatus }) {
  const use = cacheUse(status);
  if (use === undefined) return null;
  return (
    <div title={use.text}>
      <dt>cached</dt>
      <dd>
        {use.percent} %<span class="visually-hidden">: {use.text}</span>
      </dd>
    </div>
  );
}
