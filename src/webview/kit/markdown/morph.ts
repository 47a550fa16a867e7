/**
 * Makes an element look like another one, keeping what is the same: its selection, focus and layout.
 * @returns the element that stands in the document now.
 */
export function morph(old: Element, next: Element): Element {
  if (old.isEqualNode(next)) return old;
  if (old.nodeName !== next.nodeName) {
    old.replaceWith(next);
    return next;
  }
  morphAttributes(old, next);
  morphChildren(old, next);
  return old;
}

function morphAttributes(old: Element, next: Element): void {
  for (const name of old.getAttributeNames()) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function morphChildren(old: Element, next: Element): void {
  const wanted = [...next.childNodes];
  for (const [i, child] of wanted.entries()) {
    const known = old.childNodes[i];
    if (known === undefined) old.append(child);
    else morphNode(known, child);
  }
  while (old.childNodes.length > wanted.length) old.lastChild?.remove();
}

function morphNode(known: ChildNode, next: ChildNode): void {
  if (known instanceof Element && next instanceof Element) morph(known, next);
  else if (known instanceof Text && next instanceof Text) morphText(known, next.data);
  else known.replaceWith(next);
}

function morphText(known: Text, text: string): void {
  if (text === known.data) return;
  if (text.startsWith(known.data)) known.appendData(text.slice(known.data.length));
  else known.data = text;
}
