import type { FromIndex, IndexOptions, ToIndex } from "../../store/indexMessages.ts";
import type { IndexService } from "./service.ts";

/**
 * The worker's side of the channel: takes its messages, and answers each request, with an error where
 * the work fails or the index could not be opened.
 */
export function serve(
  open: (options: IndexOptions, post: (message: FromIndex) => void) => Promise<IndexService>,
  post: (message: FromIndex) => void,
): (message: ToIndex) => void {
  let service: Promise<IndexService> = Promise.reject(new Error("The index was not opened."));
  service.catch(() => undefined);
  return (message) => {
    if (message.type === "open") {
      service = open(message.options, post);
      service.catch(() => undefined);
      return;
    }
    const { id, name, args } = message;
    service
      .then((opened) => opened.answer(name, args as never))
      .then(
        (value) => post({ type: "result", id, value }),
        (error: unknown) =>
          post({ type: "error", id, message: error instanceof Error ? error.message : String(error) }),
      );
  };
}
