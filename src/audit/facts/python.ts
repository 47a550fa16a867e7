import { child, childOf, childrenIn, type SyntaxNode } from "../syntax/tree.ts";
import { between, FactsBuilder } from "./builder.ts";
import type { Argument, BlockKind, Entry, Expr, FileFacts, Parameter } from "./facts.ts";

/** The facts of a Python file. */
export function pythonFacts(path: string, text: string, root: SyntaxNode, hasError: boolean): FileFacts {
  const facts = new FactsBuilder(path, "python", text);
  new Python(facts).statements(root);
  return facts.build(hasError);
}

type Handler = (node: SyntaxNode) => void;

class Python {
  readonly #facts: FactsBuilder;
  readonly #statements: Readonly<Record<string, Handler>> = {
    import_statement: (node) => this.#import(node),
    import_from_statement: (node) => this.#importFrom(node),
    expression_statement: (node) => node.children.forEach((inner) => this.#expressionStatement(inner)),
    return_statement: (node) => this.#exit(node, "return"),
    raise_statement: (node) => this.#exit(node, "raise"),
    break_statement: (node) => this.#exit(node, "break"),
    continue_statement: (node) => this.#exit(node, "continue"),
    decorated_definition: (node) => this.#decorated(node),
    function_definition: (node) => this.#function(node, []),
    class_definition: (node) => this.#class(node, []),
    if_statement: (node) => this.#if(node),
    while_statement: (node) => this.#while(node),
    for_statement: (node) => this.#for(node),
    try_statement: (node) => this.#try(node),
    with_statement: (node) => this.#with(node),
    comment: () => undefined,
  };

  constructor(facts: FactsBuilder) {
    this.#facts = facts;
  }

  /** A node that is none of the known statements is looked through: what stands in it may be one. */
  statements(node: SyntaxNode): void {
    for (const statement of node.children) {
      const known = this.#statements[statement.type];
      if (known !== undefined) known(statement);
      else if (EXPRESSIONS.has(statement.type)) this.#expr(statement);
      else this.statements(statement);
    }
  }

  #within(node: SyntaxNode | undefined, kind: BlockKind): void {
    if (node !== undefined) this.#facts.within(node, kind, () => this.statements(node));
  }

  #import(node: SyntaxNode): void {
    for (const name of node.children) {
      const aliased = name.type === "aliased_import";
      const module = this.#text((aliased && child(name, "name")) || name);
      const local = aliased ? this.#text(child(name, "alias") ?? name) : module;
      // `import a.b` binds `a`, and `a.b` is reached through it.
      const bound = aliased ? module : (module.split(".")[0] ?? module);
      this.#facts.import(node, bound, "*", aliased ? local : bound);
    }
  }

  #importFrom(node: SyntaxNode): void {
    const module = this.#text(child(node, "module_name") ?? node);
    if (childOf(node, "wildcard_import")) this.#facts.import(node, module, "*", "*");
    for (const name of childrenIn(node, "name")) {
      const imported = this.#text((name.type === "aliased_import" && child(name, "name")) || name);
      const local = name.type === "aliased_import" ? this.#text(child(name, "alias") ?? name) : imported;
      this.#facts.import(node, module, imported, local);
    }
  }

  #expressionStatement(node: SyntaxNode): void {
    if (node.type === "assignment" || node.type === "augmented_assignment") this.#assignment(node);
    else if (node.type === "yield") this.#exit(node, "yield");
    else this.#expr(node);
  }

  #assignment(node: SyntaxNode): void {
    const left = child(node, "left");
    const right = child(node, "right");
    if (left === undefined) return;
    const type = child(node, "type");
    const typed = type && { type: this.#type(type) };
    if (right?.type === "assignment") this.#assignment(right);
    const value =
      right === undefined
        ? nothing(left)
        : this.#expr(right.type === "assignment" ? (child(right, "left") ?? right) : right);
    const operator =
      node.type === "assignment"
        ? "="
        : between(this.#facts.text, left, right ?? left) === "+="
          ? "+="
          : "other";
    if (left.type === "pattern_list" || left.type === "tuple_pattern") {
      left.children.forEach((target, index) =>
        this.#facts.assign(node, this.#expr(target), value, { operator, path: [String(index)] }),
      );
      return;
    }
    this.#facts.assign(node, this.#expr(left), value, { operator, ...typed });
  }

  #exit(node: SyntaxNode, kind: "return" | "raise" | "break" | "continue" | "yield"): void {
    const [value] = node.children;
    this.#facts.exit(node, kind, value && this.#expr(value));
  }

  #decorated(node: SyntaxNode): void {
    const decorators = node.children
      .filter(({ type }) => type === "decorator")
      .flatMap(({ children }) => children.slice(0, 1).map((inner) => this.#expr(inner)));
    const definition = child(node, "definition");
    if (definition?.type === "class_definition") this.#class(definition, decorators);
    else if (definition !== undefined) this.#function(definition, decorators);
  }

  #function(node: SyntaxNode, decorators: readonly Expr[]): void {
    const body = child(node, "body");
    const parameters = this.#parameters(child(node, "parameters"));
    const name = this.#text(child(node, "name") ?? node);
    const docstring = body && docstringOf(body, this.#facts.text);
    const kind = { kind: "function", name, parameters, decorators, ...(docstring && { docstring }) } as const;
    this.#facts.within(node, kind, () => body && this.statements(body));
  }

  #parameters(list: SyntaxNode | undefined): readonly Parameter[] {
    return (list?.children ?? []).flatMap((node): Parameter[] => {
      if (node.type === "comment") return [];
      const target = node.type === "identifier" ? node : (child(node, "name") ?? node.children[0]);
      if (target === undefined) return [];
      const type = child(node, "type");
      const value = child(node, "value");
      return [
        {
          name: this.#text(target).replace(/^\*+/, ""),
          ...(type && { type: this.#type(type) }),
          ...(value && { default: this.#expr(value) }),
        },
      ];
    });
  }

  #class(node: SyntaxNode, decorators: readonly Expr[]): void {
    const superclasses = child(node, "superclasses")?.children ?? [];
    const bases = superclasses
      .filter(({ type }) => type !== "keyword_argument")
      .map((base) => this.#expr(base));
    this.#within(child(node, "body"), {
      kind: "class",
      name: this.#text(child(node, "name") ?? node),
      bases,
      decorators,
    });
  }

  #if(node: SyntaxNode): void {
    const test = child(node, "condition");
    if (test === undefined) return this.statements(node);
    const condition = this.#expr(test);
    this.#within(child(node, "consequence"), { kind: "branch", condition, negated: false });
    for (const alternative of childrenIn(node, "alternative")) {
      if (alternative.type === "elif_clause") this.#if(alternative);
      else this.#within(alternative, { kind: "branch", condition, negated: true });
    }
  }

  #while(node: SyntaxNode): void {
    const test = child(node, "condition");
    const condition = test && this.#expr(test);
    this.#within(child(node, "body"), { kind: "loop", loop: "while", ...(condition && { condition }) });
  }

  #for(node: SyntaxNode): void {
    const right = child(node, "right");
    const left = child(node, "left");
    const over = right && this.#expr(right);
    this.#within(child(node, "body"), {
      kind: "loop",
      loop: "for",
      ...(over && { over }),
      ...(left && { variable: this.#text(left) }),
    });
  }

  #try(node: SyntaxNode): void {
    const body = child(node, "body");
    if (body === undefined) return;
    const id = this.#facts.within(body, { kind: "try" }, () => this.statements(body));
    for (const clause of node.children) {
      if (clause === body) continue;
      if (clause.type === "finally_clause") this.#within(clause, { kind: "finally", of: id });
      else if (clause.type.startsWith("except")) this.#handler(clause, id);
      else this.statements(clause);
    }
  }

  #handler(clause: SyntaxNode, of: number): void {
    const [value] = childrenIn(clause, "value");
    const types = value?.type === "as_pattern" ? value.children[0] : value;
    const alias = value && child(value, "alias");
    const caught = types === undefined ? [] : types.type === "tuple" ? types.children : [types];
    const body = childOf(clause, "block");
    this.#within(body, {
      kind: "handler",
      of,
      caught: caught.map((type) => this.#expr(type)),
      ...(alias && { name: this.#text(alias) }),
    });
  }

  #with(node: SyntaxNode): void {
    const items = (childOf(node, "with_clause")?.children ?? []).flatMap((item) => {
      const value = child(item, "value");
      return value === undefined ? [] : [value];
    });
    const contexts = items.map((item) => {
      const alias = item.type === "as_pattern" ? child(item, "alias")?.children[0] : undefined;
      const value = this.#expr(item.type === "as_pattern" ? (item.children[0] ?? item) : item);
      if (alias !== undefined) this.#facts.assign(item, this.#expr(alias), value);
      return value;
    });
    this.#within(child(node, "body"), { kind: "with", items: contexts });
  }

  /** A type as an expression: `Optional[X]`, `X | None` and quoted names are kept as their parts. */
  #type(node: SyntaxNode): Expr {
    const inner = node.type === "type" ? (node.children[0] ?? node) : node;
    return this.#expr(inner);
  }

  #expr(node: SyntaxNode, awaited = false): Expr {
    const { start, end } = node;
    switch (node.type) {
      case "identifier":
        return { kind: "name", name: this.#text(node), start, end };
      case "attribute": {
        const object = child(node, "object");
        const name = this.#text(child(node, "attribute") ?? node);
        return object ? { kind: "member", object: this.#expr(object), name, start, end } : this.#other(node);
      }
      case "subscript":
        return this.#subscript(node);
      case "call":
        return this.#call(node, awaited);
      case "await":
        return node.children[0] ? this.#expr(node.children[0], true) : this.#other(node);
      case "parenthesized_expression":
        return node.children[0] ? this.#expr(node.children[0]) : this.#other(node);
      case "string":
      case "concatenated_string":
        return this.#string(node);
      case "integer":
      case "float":
        return { kind: "literal", value: Number(this.#text(node).replaceAll("_", "")), start, end };
      case "true":
      case "false":
        return { kind: "literal", value: node.type === "true", start, end };
      case "none":
        return { kind: "literal", value: null, start, end };
      case "dictionary":
        return { kind: "object", entries: node.children.flatMap((pair) => this.#entry(pair)), start, end };
      case "list":
      case "tuple":
      case "set":
      case "expression_list":
        return { kind: "list", items: this.#exprs(node), start, end };
      case "lambda":
        return this.#lambda(node);
      case "conditional_expression":
        return this.#choice(node);
      case "binary_operator":
      case "boolean_operator":
      case "comparison_operator":
      case "not_operator":
      case "unary_operator":
        return this.#operation(node);
      case "list_splat":
      case "dictionary_splat":
        return node.children[0]
          ? { kind: "spread", value: this.#expr(node.children[0]), start, end }
          : this.#other(node);
      case "named_expression":
        return this.#named(node);
      case "comment":
        return { kind: "other", parts: [], start, end };
      default:
        return this.#other(node);
    }
  }

  #exprs(node: SyntaxNode): readonly Expr[] {
    return node.children.map((inner) => this.#expr(inner));
  }

  #other(node: SyntaxNode): Expr {
    return { kind: "other", parts: this.#exprs(node), start: node.start, end: node.end };
  }

  #subscript(node: SyntaxNode): Expr {
    const object = child(node, "value");
    const index = child(node, "subscript");
    if (object === undefined || index === undefined) return this.#other(node);
    return {
      kind: "index",
      object: this.#expr(object),
      index: this.#expr(index),
      start: node.start,
      end: node.end,
    };
  }

  #call(node: SyntaxNode, awaited: boolean): Expr {
    const callee = child(node, "function");
    const list = child(node, "arguments");
    if (callee === undefined) return this.#other(node);
    const args =
      list?.type === "argument_list" ? this.#arguments(list) : list ? [positional(this.#expr(list))] : [];
    return this.#facts.call(node, { callee: this.#expr(callee), isNew: false, args, awaited });
  }

  #arguments(list: SyntaxNode): readonly Argument[] {
    return list.children.flatMap((node): Argument[] => {
      if (node.type === "comment") return [];
      if (node.type !== "keyword_argument") {
        const value = this.#expr(node);
        return [value.kind === "spread" ? { spread: true, value: value.value } : positional(value)];
      }
      const value = child(node, "value");
      return value === undefined
        ? []
        : [{ name: this.#text(child(node, "name") ?? node), spread: false, value: this.#expr(value) }];
    });
  }

  #entry(node: SyntaxNode): readonly Entry[] {
    if (node.type === "dictionary_splat" && node.children[0])
      return [{ key: undefined, spread: true, value: this.#expr(node.children[0]) }];
    const key = child(node, "key");
    const value = child(node, "value");
    if (key === undefined || value === undefined) return [];
    const name = this.#expr(key);
    const known = name.kind === "literal" ? String(name.value) : undefined;
    return [{ key: known, spread: false, value: this.#expr(value) }];
  }

  #string(node: SyntaxNode): Expr {
    const { start, end } = node;
    const pieces = node.type === "string" ? [node] : node.children;
    const parts = pieces
      .flatMap(({ children }) => children)
      .filter(({ type }) => type !== "string_start" && type !== "string_end");
    if (parts.every(({ type }) => type === "string_content")) {
      return { kind: "literal", value: parts.map((part) => this.#text(part)).join(""), start, end };
    }
    return { kind: "text", parts: parts.map((part) => this.#textPart(part)), start, end };
  }

  #textPart(part: SyntaxNode): Expr {
    if (part.type !== "interpolation")
      return { kind: "literal", value: this.#text(part), start: part.start, end: part.end };
    const inner = child(part, "expression") ?? part.children[0];
    return inner ? this.#expr(inner) : this.#other(part);
  }

  #lambda(node: SyntaxNode): Expr {
    const { start, end } = node;
    const parameters = this.#parameters(child(node, "parameters"));
    const kind = { kind: "function", name: "", parameters, decorators: [] } as const;
    const body = child(node, "body");
    const block = this.#facts.within(node, kind, (id) => {
      if (body !== undefined) this.#facts.amend(id, { ...kind, value: this.#expr(body) });
    });
    return { kind: "function", block, start, end };
  }

  #choice(node: SyntaxNode): Expr {
    const [yes, condition, no] = this.#exprs(node);
    if (yes === undefined || condition === undefined || no === undefined) return this.#other(node);
    return { kind: "choice", condition, yes, no, start: node.start, end: node.end };
  }

  #operation(node: SyntaxNode): Expr {
    const { start, end } = node;
    const [first, second] = node.children;
    const operator =
      first === undefined
        ? ""
        : second === undefined
          ? this.#facts.text.slice(start, first.start).trim()
          : between(this.#facts.text, first, second);
    return { kind: "operation", operator, operands: this.#exprs(node), start, end };
  }

  #named(node: SyntaxNode): Expr {
    const name = child(node, "name");
    const value = child(node, "value");
    if (name === undefined || value === undefined) return this.#other(node);
    const made = this.#expr(value);
    this.#facts.assign(node, this.#expr(name), made);
    return made;
  }

  #text(node: SyntaxNode): string {
    return this.#facts.textOf(node);
  }
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  "call",
  "await",
  "attribute",
  "identifier",
  "string",
  "yield",
]);

const nothing = ({ end }: SyntaxNode): Expr => ({ kind: "other", parts: [], start: end, end });

const positional = (value: Expr): Argument => ({ spread: false, value });

function docstringOf(body: SyntaxNode, text: string): string | undefined {
  const [first] = body.children;
  const [string] = first?.type === "expression_statement" ? first.children : [];
  if (string?.type !== "string") return undefined;
  return text.slice(string.start, string.end).replace(/^[a-zA-Z]*["']+|["']+$/g, "");
}
