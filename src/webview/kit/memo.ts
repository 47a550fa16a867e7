import { Component, createElement, type ComponentChild, type FunctionComponent } from "preact";

/** A component that is drawn again only when one of its props is another value. */
export function memo<Props extends object>(draw: FunctionComponent<Props>): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return differ(this.props, next);
    }
    render(props: Props): ComponentChild {
      return createElement(draw, props);
    }
  }
  return (props) => createElement(Memo, props);
}

function differ(before: Readonly<Record<string, unknown>> | object, after: object): boolean {
  const old = before as Readonly<Record<string, unknown>>;
  const keys = Object.keys(after);
  if (keys.length !== Object.keys(old).length) return true;
  return keys.some((key) => !Object.is(old[key], (after as Readonly<Record<string, unknown>>)[key]));
}
