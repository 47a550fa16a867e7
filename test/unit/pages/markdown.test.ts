import assert from "node:assert/strict";
import * as fc from "fast-check";
import { blocksToHtml, openPart, parseBlocks, type Env } from "../../../src/webview/kit/markdown/parser.ts";

const html = (text: string): string => {
  const env: Env = {};
  return blocksToHtml(parseBlocks(text, env), env);
};

/** Parses a text as it grows, as the page does: of what was final before nothing is looked at again. */
function streamed(text: string, cuts: readonly number[]): string {
  const env: Env = {};
  let done = "";
  let from = 0;
  for (const upTo of [...cuts.map((cut) => Math.min(cut, text.length)), text.length].toSorted(
    (a, b) => a - b,
  )) {
    const open = text.slice(from, upTo);
    const blocks = parseBlocks(open, env);
    const { offset, blocks: count } = openPart(open, blocks);
    done += blocksToHtml(blocks.slice(0, blocks.length - count), env);
    from += offset;
  }
  return done + blocksToHtml(parseBlocks(text.slice(from), env), env);
}

const PIECES = [
  "a",
  "word ",
  "\n",
  "\n\n",
  "# ",
  "- ",
  "1. ",
  "  ",
  "    ",
  "```",
  "~~~py\n",
  "> ",
  "---\n",
  "===\n",
  "| a | b |\n",
  "|--|--|\n",
  "*",
  "`",
  "[x](y.py)",
  "\t",
  "\r\n",
];

describe("Markdown that grows", () => {
  it("ends as the same document as if it had come at once, wherever it was cut", () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(150), { maxLength: 8 }), (whole, cuts) => {
        assert.equal(streamed(whole, cuts), html(whole));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is divided into its top-level blocks", () => {
    const blocks = parseBlocks("# a\n\n- b\n- c\n\n```\nd\n```\n\ne", {});
    assert.deepEqual(
      blocks.map((block) => block[0]?.type),
      ["heading_open", "bullet_list_open", "fence", "paragraph_open"],
    );
  });
});

describe("links in Markdown", () => {
  it("lead to files and web pages, and to nothing else", () => {
    assert.match(html("[a](src/a.py#L3)"), /data-path="src\/a\.py" data-line="3"/);
    assert.match(
      html("`src/a.py:3`"),
      /<a href="#" title="Open src\/a\.py" data-path="src\/a\.py" data-line="3"><code>/,
    );
    assert.match(html("https://a.example/b"), /<a href="https:\/\/a\.example\/b"/);
    for (const url of [
      "javascript:x",
      "data:text/html,x",
      "command:x",
      "vscode://x",
      "file:///etc/passwd",
      "//x.example",
    ]) {
      assert.doesNotMatch(html(`[a](${url}) <${url}> ![i](${url})`), /<a|<img/, url);
    }
  });

  it("say where they lead when their text does not", () => {
    assert.match(
      html("[your bank](https://evil.example/x)"),
      /<span class="link-host"> \(evil\.example\)<\/span>/,
    );
    assert.doesNotMatch(html("<https://ok.example/x>"), /link-host/);
    assert.match(html("[google.com](https://xn--ggle-55da.example/)"), /\(xn--ggle-55da\.example\)/);
  });

  it("take the place of images, so that none is loaded", () => {
    assert.doesNotMatch(html("![a](https://x.example/p.png) ![b](p.png)"), /<img/);
    assert.match(html("![a cat](https://x.example/p.png)"), /Image: a cat<\/a>/);
  });

  it("are not put into links", () => {
    assert.equal(html("[see src/a.py:3](https://x.example)").match(/<a /g)?.length, 1);
  });

  it("leave raw HTML as text", () => {
    assert.match(html('<b onclick="x">'), /&lt;b onclick/);
  });

  it("align tables by class, since inline styles are forbidden", () => {
    const table = html("| a | b |\n|--:|---|\n| 1 | 2 |");
    assert.match(table, /<th class="align-right">/);
    assert.doesNotMatch(table, /style=/);
  });
});
