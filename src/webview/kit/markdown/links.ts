import type { MarkdownIt, StateCore, Token } from "markdown-it";
import { mentionOf, mentionsIn, type FileMention } from "../../../views/mentions.ts";

type Children = readonly Token[];
type NewToken = (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

/**
 * A markdown-it plugin for links in untrusted text. A file gets `data-path` and `data-line` for the page
 * to follow. A remote page, which VS Code itself opens after a click, shows its host where the text hides
 * it. An image becomes a link too, so that nothing remote is loaded.
 */
export function linkTargets(parser: MarkdownIt): void {
  parser.validateLink = (url) => targetOf(url) !== undefined;
  parser.core.ruler.push("link_targets", (state: StateCore) => {
    const token: NewToken = (type, tag, nesting) => new state.Token(type, tag, nesting);
    for (const block of state.tokens) {
      if (block.type === "inline" && block.children) block.children = withTargets(block.children, token);
    }
  });
}

function withTargets(children: Children, token: NewToken): Token[] {
  const out: Token[] = [];
  let link: { readonly url: string; text: string } | undefined;
  for (const child of children) {
    if (child.type === "link_open") {
      link = { url: addressOf(child), text: "" };
      out.push(open(targetOf(link.url), token));
    } else if (child.type === "link_close" && link !== undefined) {
      out.push(close(targetOf(link.url), token), ...hiddenHost(link, token));
      link = undefined;
    } else if (child.type === "image") {
      out.push(...imageAsLink(child, link !== undefined, token));
    } else if (link !== undefined) {
      link.text += child.content;
      out.push(child);
    } else out.push(...withMentions(child, token));
  }
  return out;
}

type Target = { readonly url: string } | FileMention;

/** Where a link may lead; undefined for everything else, such as `javascript:`, `data:` and `command:`. */
function targetOf(url: string): Target | undefined {
  if (/^https?:\/\/[^/]/i.test(url)) return { url };
  const file = mentionOf(decode(url.replace(/^\.\//, "")));
  return file ?? (/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(url) ? { path: url } : undefined);
}

function decode(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

const addressOf = (token: Token): string => String(token.attrGet(token.type === "image" ? "src" : "href"));

function open(target: Target | undefined, token: NewToken): Token {
  const link = token("link_open", tagOf(target), 1);
  if (target === undefined) return link;
  if ("url" in target) {
    link.attrs = [["href", target.url], ["title", target.url]]; // prettier-ignore
    return link;
  }
  link.attrs = [["href", "#"], ["title", `Open ${target.path}`], ["data-path", target.path]]; // prettier-ignore
  if (target.line !== undefined) link.attrs.push(["data-line", String(target.line)]);
  return link;
}

const close = (target: Target | undefined, token: NewToken): Token => token("link_close", tagOf(target), -1);

const tagOf = (target: Target | undefined): string => (target === undefined ? "span" : "a");

/** ` (example.com)` behind a link whose text does not say where it leads. */
function hiddenHost(
  link: { readonly url: string; readonly text: string } | undefined,
  token: NewToken,
): Token[] {
  const host = link && URL.canParse(link.url) ? new URL(link.url).host : "";
  if (link === undefined || host === "" || link.text.includes(host)) return [];
  const span = token("span_open", "span", 1);
  span.attrs = [["class", "link-host"]];
  return [span, textToken(` (${host})`, token), token("span_close", "span", -1)];
}

function imageAsLink(image: Token, inLink: boolean, token: NewToken): Token[] {
  const text = textToken(`Image: ${image.content || "without a description"}`, token);
  const url = addressOf(image);
  return inLink ? [text] : [...around(targetOf(url), text, token), ...hiddenHost({ url, text: "" }, token)];
}

function withMentions(child: Token, token: NewToken): Token[] {
  if (child.type === "code_inline") return around(mentionOf(child.content), child, token);
  if (child.type !== "text") return [child];
  const out: Token[] = [];
  let from = 0;
  for (const mention of mentionsIn(child.content)) {
    out.push(textToken(child.content.slice(from, mention.start), token));
    out.push(...around(mention, textToken(child.content.slice(mention.start, mention.end), token), token));
    from = mention.end;
  }
  return from === 0 ? [child] : [...out, textToken(child.content.slice(from), token)];
}

const around = (target: Target | undefined, child: Token, token: NewToken): Token[] =>
  target === undefined ? [child] : [open(target, token), child, close(target, token)];

function textToken(content: string, token: NewToken): Token {
  const text = token("text", "", 0);
  text.content = content;
  return text;
}
