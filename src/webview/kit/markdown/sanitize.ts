import createPurifier from "dompurify";

const purifier = createPurifier(window);

/**
 * HTML as nodes that can neither run, load, nor style anything: tags of running text only, addresses
 * of remote pages or none, no `style`. The parser makes no raw HTML; this guards against a defect of it.
 */
export const sanitize = (html: string): DocumentFragment =>
  purifier.sanitize(html, {
    ALLOWED_TAGS:
      "a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr ul".split(
        " ",
      ),
    ALLOWED_ATTR: ["class", "href", "title", "start", "data-path", "data-line"],
    ALLOWED_URI_REGEXP: /^(?:https?:\/\/|#$)/i,
    ADD_URI_SAFE_ATTR: ["start", "data-path", "data-line"], // these are no addresses
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
