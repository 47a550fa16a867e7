import type { FromWorker, ToWorker } from "../../core/workerClient.ts";

/** What answers the requests of a worker. */
export interface Service {
  answer(name: never, args: never): unknown;
}

/**
 * The worker's side of a channel: takes its messages, and answers each request, with an error where the work
 * fails or the service could not be opened.
 */
export function serve<Options>(
  open: (options: Options, news: (news: unknown) => void) => Promise<Service>,
  post: (message: FromWorker) => void,
): (message: ToWorker<Options>) => void {
  let service: Promise<Service> = Promise.reject(new Error("The worker was not opened."));
  service.catch(() => undefined);
  return (message) => {
    if (message.type === "open") {
      service = open(message.options, (news) => post({ type: "news", news }));
      service.catch(() => undefined);
      return;
    }
    const { id, name, args } = message;
    service
      .then((opened) => opened.answer(name as never, args as never))
      .then(
        (value) => post({ type: "result", id, value }),
        (error: unknown) =>
          post({ type: "error", id, message: error instanceof Error ? error.message : String(error) }),
      );
  };
}
