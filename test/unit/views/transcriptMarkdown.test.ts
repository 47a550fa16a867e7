import assert from "node:assert/strict";
import { transcriptMarkdown } from "../../../src/views/transcriptMarkdown.ts";
import { TurnBuilder, usd } from "../../preview/chat/items.ts";

describe("a conversation as Markdown", () => {
  it("has who said what, what was done and how it ended", () => {
    const turn = new TurnBuilder(0, "a");
    turn.user("Hello?");
    turn.answer("");
    turn.tool("read_file", "a.py", { input: '{"path":"a.py"}', output: "x\n" });
    turn.notice("warning", "Rate limited.", { advice: "Wait." });
    turn.answer("Done.");
    turn.end("done", 1, usd(0.5));
    assert.equal(
      transcriptMarkdown("Title", turn.items),
      '# Title\n\n## You\n\nHello?\n\n### read_file `a.py` (done)\n\n```json\n{"path":"a.py"}\n```\n\n```\nx\n```\n\n' +
        "> warning: Rate limited. Wait.\n\n## Agent\n\nDone.\n\n*done · 1.00 s · $0.50*\n",
    );
  });

  it("fences an output that has fences itself with a longer one", () => {
    const turn = new TurnBuilder(0, "a");
    turn.tool("read_file", "README.md", { input: "", output: "````md\ninner\n````" });
    assert.match(
      transcriptMarkdown("", turn.items),
      /^# Conversation\n\n[^]*\n`````\n````md\ninner\n````\n`````\n$/,
    );
  });
});
