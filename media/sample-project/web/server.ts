import { createServer } from "node:http";
import { draftReply } from "./draft.ts";

/** As in config/support.toml. */
const PORT = 8642;

const server = createServer((request, response) => {
  if (request.method !== "POST" || request.url !== "/draft") {
    response.writeHead(404).end();
    return;
  }
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    draftReply(body).then(
      (text) => response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(text),
      (error: unknown) => {
        console.error(error);
        response.writeHead(502).end("The draft could not be written.");
      },
    );
  });
});

server.listen(PORT, "127.0.0.1", () => console.log(`The desk listens on http://127.0.0.1:${PORT}`));
