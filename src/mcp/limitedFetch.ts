/**
 * A `fetch` whose answers end with an error where one of their lines (a whole message, in JSON as in an
 * event stream) has more bytes than allowed.
 * @param tooLong is told as well, for a reader may take the end of a stream for an interruption.
 */
export const limitedFetch =
  (base: typeof fetch, limit: number, tooLong: (message: string) => void): typeof fetch =>
  async (input, init) => {
    const response = await base(input, init);
    if (response.body === null) return response;
    const body = response.body.pipeThrough(lineLimit(limit, tooLong));
    return withUrl(new Response(body, response), response.url);
  };

function lineLimit(
  limit: number,
  tooLong: (message: string) => void,
): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const newline = chunk.lastIndexOf(0x0a);
      length = newline === -1 ? length + chunk.length : chunk.length - newline - 1;
      if (Math.max(length, chunk.length) <= limit) return controller.enqueue(chunk);
      const message = `The server sent more than ${limit >> 20} MB in one message, which was not read.`;
      tooLong(message);
      controller.error(new Error(message));
    },
  });
}

/** A response that is made anew has no URL. */
const withUrl = (response: Response, url: string): Response =>
  Object.defineProperty(response, "url", { value: url });
