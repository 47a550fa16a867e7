import { child, childOf, childrenIn, type SyntaxNode } from "../syntax/tree.ts";
import { between, FactsBuilder } from "./builder.ts";
import type { Argument, BlockKind, Entry, Expr, FileFacts, FunctionBlock, Parameter } from "./facts.ts";

/** The facts of a JavaScript or TypeScript file. */
export function ecmascriptFacts(path: string, text: string, root: SyntaxNode, hasError: boolean): FileFacts {
  const facts = new FactsBuilder(path, "ecmascript", text);
  new EcmaScript(facts).statements(root);
  return facts.build(hasError);
}

type Handler = (node: SyntaxNode) => void;

class EcmaScript {
  readonly #facts: FactsBuilder;
  readonly #statements: Readonly<Record<string, Handler>> = {
    import_statement: (node) => this.#import(node),
    export_statement: (node) => this.#export(node),
    lexical_declaration: (node) => this.#declaration(node),
    variable_declaration: (node) => this.#declaration(node),
    function_declaration: (node) => void this.#function(node, this.#nameOf(node)),
    generator_function_declaration: (node) => void this.#function(node, this.#nameOf(node)),
    class_declaration: (node) => this.#class(node),
    abstract_class_declaration: (node) => this.#class(node),
    return_statement: (node) => this.#exit(node, "return"),
    throw_statement: (node) => this.#exit(node, "raise"),
    break_statement: (node) => this.#facts.exit(node, "break"),
    continue_statement: (node) => this.#facts.exit(node, "continue"),
    if_statement: (node) => this.#if(node),
    while_statement: (node) => this.#while(node),
    do_statement: (node) => this.#while(node),
    for_statement: (node) => this.#for(node),
    for_in_statement: (node) => this.#forIn(node),
    try_statement: (node) => this.#try(node),
    comment: () => undefined,
    interface_declaration: () => undefined,
    type_alias_declaration: () => undefined,
  };

  constructor(facts: FactsBuilder) {
    this.#facts = facts;
  }

  statements(node: SyntaxNode): void {
    for (const statement of node.children) this.#statement(statement);
  }

  /** A node that is none of the known statements is looked through: what stands in it may be one. */
  #statement(node: SyntaxNode): void {
    const known = this.#statements[node.type];
    if (known !== undefined) known(node);
    else if (isExpression(node.type)) this.#expr(node);
    else this.statements(node);
  }

  #within(node: SyntaxNode | undefined, kind: BlockKind): void {
    if (node === undefined) return;
    this.#facts.within(node, kind, () => {
      if (node.type === "statement_block" || node.type === "class_body") this.statements(node);
      else this.#statement(node);
    });
  }

  #import(node: SyntaxNode): void {
    const module = this.#stringOf(child(node, "source"));
    const clause = childOf(node, "import_clause");
    if (clause === undefined) return this.#facts.import(node, module, "", "");
    for (const part of clause.children) {
      if (part.type === "identifier") this.#facts.import(node, module, "default", this.#text(part));
      if (part.type === "namespace_import" && part.children[0])
        this.#facts.import(node, module, "*", this.#text(part.children[0]));
      for (const specifier of part.type === "named_imports" ? part.children : []) {
        const name = child(specifier, "name");
        if (name === undefined) continue;
        this.#facts.import(node, module, this.#text(name), this.#text(child(specifier, "alias") ?? name));
      }
    }
  }

  #export(node: SyntaxNode): void {
    const source = child(node, "source");
    const module = source && { module: this.#stringOf(source) };
    const clause = childOf(node, "export_clause");
    for (const specifier of clause?.children ?? []) {
      const name = child(specifier, "name");
      if (name === undefined) continue;
      const local = this.#text(name);
      this.#facts.export({ name: this.#text(child(specifier, "alias") ?? name), local, ...module });
    }
    if (module !== undefined && clause === undefined) {
      const namespace = childOf(node, "namespace_export")?.children[0];
      this.#facts.export({ name: namespace ? this.#text(namespace) : "*", local: "*", ...module });
    }
    const isDefault = /^export\s+default\b/.test(this.#text(node));
    const value = child(node, "value");
    if (value !== undefined) this.#facts.export({ name: "default", local: "", value: this.#expr(value) });
    const declaration = child(node, "declaration");
    if (declaration === undefined) return;
    for (const name of declaredNames(declaration)) {
      const local = this.#text(name);
      this.#facts.export({ name: isDefault ? "default" : local, local });
    }
    this.#statement(declaration);
  }

  #declaration(node: SyntaxNode): void {
    for (const declarator of node.children) {
      if (declarator.type !== "variable_declarator") continue;
      const name = child(declarator, "name");
      const value = child(declarator, "value");
      if (name === undefined) continue;
      const type = child(declarator, "type");
      const made = value === undefined ? nothing(declarator) : this.#named(value, name);
      this.#bind(declarator, name, made, type && this.#type(type));
    }
  }

  /** A function takes the name of the variable that it is put into. */
  #named(value: SyntaxNode, name: SyntaxNode): Expr {
    const isFunction = FUNCTIONS.has(value.type);
    return isFunction ? this.#function(value, this.#text(name)) : this.#expr(value);
  }

  /** Binds a name or a pattern; also the `require` of CommonJS, which is an import. */
  #bind(node: SyntaxNode, target: SyntaxNode, value: Expr, type?: Expr, path: readonly string[] = []): void {
    if (target.type !== "object_pattern" && target.type !== "array_pattern") {
      this.#facts.assign(node, this.#expr(target), value, { path, ...(type && { type }) });
      return;
    }
    target.children.forEach((part, index) => {
      if (part.type === "comment") return;
      const inObject = target.type === "object_pattern";
      const key =
        child(part, "key") ??
        (part.type === "object_assignment_pattern" ? child(part, "left") : undefined) ??
        part;
      const inner =
        child(part, "value") ??
        (part.type.endsWith("assignment_pattern") ? child(part, "left") : undefined) ??
        part;
      const step = inObject ? this.#text(key) : String(index);
      this.#bind(
        node,
        inner.type === "rest_pattern" ? (inner.children[0] ?? inner) : inner,
        value,
        undefined,
        [...path, step],
      );
    });
  }

  #exit(node: SyntaxNode, kind: "return" | "raise"): void {
    const value = node.children.find(({ type }) => type !== "comment");
    this.#facts.exit(node, kind, value && this.#expr(value));
  }

  #nameOf(node: SyntaxNode): string {
    const name = child(node, "name");
    return name === undefined ? "" : this.#text(name);
  }

  #function(node: SyntaxNode, name: string, decorators: readonly Expr[] = []): Expr {
    const { start, end } = node;
    const body = child(node, "body");
    const single = child(node, "parameter");
    const parameters = single ? [{ name: this.#text(single) }] : this.#parameters(child(node, "parameters"));
    const kind: FunctionBlock = { kind: "function", name, parameters, decorators };
    const block = this.#facts.within(node, kind, (id) => {
      if (name === "constructor") this.#parameterFields(child(node, "parameters"));
      if (body?.type === "statement_block") this.statements(body);
      else if (body !== undefined) this.#facts.amend(id, { ...kind, value: this.#expr(body) });
    });
    return { kind: "function", block, start, end };
  }

  #parameters(list: SyntaxNode | undefined): readonly Parameter[] {
    return (list?.children ?? []).flatMap((node): Parameter[] => {
      if (node.type === "comment") return [];
      const pattern = child(node, "pattern") ?? child(node, "left") ?? node;
      const type = child(node, "type");
      const value = child(node, "value") ?? child(node, "right");
      return [
        {
          name: this.#text(pattern).replace(/^\.{3}/, ""),
          ...(type && { type: this.#type(type) }),
          ...(value && { default: this.#expr(value) }),
        },
      ];
    });
  }

  /** `constructor(private client: Anthropic)` makes a field. */
  #parameterFields(list: SyntaxNode | undefined): void {
    for (const node of list?.children ?? []) {
      const pattern = child(node, "pattern");
      if (pattern === undefined || !childOf(node, "accessibility_modifier")) continue;
      const { start, end } = pattern;
      const self: Expr = { kind: "name", name: "this", start, end };
      const target: Expr = { kind: "member", object: self, name: this.#text(pattern), start, end };
      this.#facts.assign(node, target, this.#expr(pattern));
    }
  }

  #class(node: SyntaxNode): void {
    const heritage = childOf(node, "class_heritage");
    const base = heritage && (childOf(heritage, "extends_clause") ?? heritage).children[0];
    const body = child(node, "body");
    const decorators = childrenIn(node, "decorator").flatMap(({ children }) =>
      children.map((inner) => this.#expr(inner)),
    );
    const kind = {
      kind: "class",
      name: this.#nameOf(node),
      bases: base ? [this.#expr(base)] : [],
      decorators,
    } as const;
    if (body !== undefined)
      this.#facts.within(body, kind, () => body.children.forEach((part) => this.#classMember(part)));
  }

  #classMember(node: SyntaxNode): void {
    if (node.type === "method_definition") {
      this.#function(node, this.#nameOf(node));
      return;
    }
    const name = child(node, "name") ?? child(node, "property");
    if (!node.type.endsWith("field_definition") || name === undefined) return this.#statement(node);
    const value = child(node, "value");
    const type = child(node, "type");
    const { start, end } = name;
    const self: Expr = { kind: "name", name: "this", start, end };
    const target: Expr = { kind: "member", object: self, name: this.#text(name), start, end };
    const made = value === undefined ? nothing(node) : this.#named(value, name);
    this.#facts.assign(node, target, made, type && { type: this.#type(type) });
  }

  #if(node: SyntaxNode): void {
    const test = child(node, "condition");
    if (test === undefined) return this.statements(node);
    const condition = this.#expr(test);
    this.#within(child(node, "consequence"), { kind: "branch", condition, negated: false });
    const alternative = child(node, "alternative");
    if (alternative !== undefined) {
      this.#facts.within(alternative, { kind: "branch", condition, negated: true }, () =>
        this.statements(alternative),
      );
    }
  }

  #while(node: SyntaxNode): void {
    const test = child(node, "condition");
    const condition = test && this.#expr(test);
    this.#within(child(node, "body"), { kind: "loop", loop: "while", ...(condition && { condition }) });
  }

  #for(node: SyntaxNode): void {
    const start = child(node, "initializer");
    if (start !== undefined) this.#statement(start);
    const test = child(node, "condition");
    const condition =
      test && this.#expr(test.type === "expression_statement" ? (test.children[0] ?? test) : test);
    this.#within(child(node, "body"), { kind: "loop", loop: "for", ...(condition && { condition }) });
  }

  #forIn(node: SyntaxNode): void {
    const left = child(node, "left");
    const right = child(node, "right");
    const over = right && this.#expr(right);
    const kind = {
      kind: "loop",
      loop: "for",
      ...(over && { over }),
      ...(left && { variable: this.#text(left) }),
    } as const;
    this.#within(child(node, "body"), kind);
  }

  #try(node: SyntaxNode): void {
    const body = child(node, "body");
    if (body === undefined) return;
    const id = this.#facts.within(body, { kind: "try" }, () => this.statements(body));
    const handler = child(node, "handler");
    const parameter = handler && child(handler, "parameter");
    const name = parameter && { name: this.#text(parameter) };
    this.#within(handler && child(handler, "body"), { kind: "handler", of: id, caught: [], ...name });
    const finalizer = child(node, "finalizer");
    this.#within(finalizer && (child(finalizer, "body") ?? finalizer), { kind: "finally", of: id });
  }

  /** A type as an expression: `Promise<X>` and unions are kept as their parts. */
  #type(node: SyntaxNode): Expr {
    const inner = node.type === "type_annotation" ? (node.children[0] ?? node) : node;
    const { start, end } = inner;
    if (inner.type === "type_identifier") return { kind: "name", name: this.#text(inner), start, end };
    if (inner.type === "nested_type_identifier") {
      const [object, name] = inner.children;
      if (object && name)
        return { kind: "member", object: this.#expr(object), name: this.#text(name), start, end };
    }
    return { kind: "other", parts: inner.children.map((part) => this.#type(part)), start, end };
  }

  #expr(node: SyntaxNode, awaited = false): Expr {
    const { start, end } = node;
    switch (node.type) {
      case "identifier":
      case "this":
      case "shorthand_property_identifier":
      case "shorthand_property_identifier_pattern":
        return { kind: "name", name: this.#text(node), start, end };
      case "member_expression":
        return this.#member(node);
      case "subscript_expression":
        return this.#subscript(node);
      case "call_expression":
      case "new_expression":
        return this.#call(node, awaited);
      case "await_expression":
        return node.children[0] ? this.#expr(node.children[0], true) : this.#other(node);
      case "parenthesized_expression":
      case "as_expression":
      case "satisfies_expression":
      case "non_null_expression":
      case "type_assertion":
        return this.#inner(node);
      case "string":
        return { kind: "literal", value: this.#stringOf(node), start, end };
      case "number":
        return { kind: "literal", value: Number(this.#text(node).replaceAll("_", "")), start, end };
      case "true":
      case "false":
        return { kind: "literal", value: node.type === "true", start, end };
      case "null":
      case "undefined":
        return { kind: "literal", value: null, start, end };
      case "template_string":
        return this.#template(node);
      case "object":
        return { kind: "object", entries: node.children.flatMap((part) => this.#entry(part)), start, end };
      case "array":
        return { kind: "list", items: this.#exprs(node), start, end };
      case "arrow_function":
      case "function_expression":
      case "generator_function":
        return this.#function(node, this.#nameOf(node));
      case "class":
        this.#class(node);
        return { kind: "other", parts: [], start, end };
      case "ternary_expression":
        return this.#choice(node);
      case "binary_expression":
      case "unary_expression":
      case "update_expression":
        return this.#operation(node);
      case "assignment_expression":
      case "augmented_assignment_expression":
        return this.#assignment(node);
      case "spread_element":
        return node.children[0]
          ? { kind: "spread", value: this.#expr(node.children[0]), start, end }
          : this.#other(node);
      case "yield_expression":
        this.#facts.exit(node, "yield", node.children[0] && this.#expr(node.children[0]));
        return { kind: "other", parts: [], start, end };
      case "comment":
        return { kind: "other", parts: [], start, end };
      default:
        return this.#other(node);
    }
  }

  #exprs(node: SyntaxNode): readonly Expr[] {
    return node.children.filter(({ type }) => type !== "comment").map((inner) => this.#expr(inner));
  }

  #other(node: SyntaxNode): Expr {
    return { kind: "other", parts: this.#exprs(node), start: node.start, end: node.end };
  }

  #inner(node: SyntaxNode): Expr {
    const inner =
      node.type === "type_assertion"
        ? node.children.at(-1)
        : node.children.find(({ type }) => type !== "comment");
    return inner ? this.#expr(inner) : this.#other(node);
  }

  #member(node: SyntaxNode): Expr {
    const object = child(node, "object");
    const property = child(node, "property");
    if (object === undefined || property === undefined) return this.#other(node);
    return {
      kind: "member",
      object: this.#expr(object),
      name: this.#text(property),
      start: node.start,
      end: node.end,
    };
  }

  #subscript(node: SyntaxNode): Expr {
    const object = child(node, "object");
    const index = child(node, "index");
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
    const isNew = node.type === "new_expression";
    const callee = child(node, isNew ? "constructor" : "function");
    const list = child(node, "arguments");
    if (callee === undefined) return this.#other(node);
    const args =
      list?.type === "arguments"
        ? this.#arguments(list)
        : list
          ? [{ spread: false, value: this.#expr(list) }]
          : [];
    const made =
      callee.type === "import"
        ? { kind: "name" as const, name: "import", start: callee.start, end: callee.end }
        : this.#expr(callee);
    return this.#facts.call(node, { callee: made, isNew, args, awaited });
  }

  #arguments(list: SyntaxNode): readonly Argument[] {
    return this.#exprs(list).map((value) =>
      value.kind === "spread" ? { spread: true, value: value.value } : { spread: false, value },
    );
  }

  #entry(node: SyntaxNode): readonly Entry[] {
    if (node.type === "comment") return [];
    if (node.type === "spread_element" && node.children[0])
      return [{ key: undefined, spread: true, value: this.#expr(node.children[0]) }];
    if (node.type === "method_definition") {
      const name = this.#nameOf(node);
      return [{ key: name, spread: false, value: this.#function(node, name) }];
    }
    if (node.type === "shorthand_property_identifier")
      return [{ key: this.#text(node), spread: false, value: this.#expr(node) }];
    const key = child(node, "key");
    const value = child(node, "value");
    if (key === undefined || value === undefined) return [];
    return [{ key: this.#keyOf(key), spread: false, value: this.#named(value, key) }];
  }

  #keyOf(key: SyntaxNode): string | undefined {
    if (key.type === "computed_property_name") return undefined;
    return key.type === "string" ? this.#stringOf(key) : this.#text(key);
  }

  #template(node: SyntaxNode): Expr {
    const { start, end } = node;
    const parts = node.children.map((part): Expr => {
      const inner = part.children[0];
      if (part.type === "template_substitution" && inner) return this.#expr(inner);
      return { kind: "literal", value: this.#text(part), start: part.start, end: part.end };
    });
    if (parts.every(({ kind }) => kind === "literal"))
      return { kind: "literal", value: this.#text(node).slice(1, -1), start, end };
    return { kind: "text", parts, start, end };
  }

  #choice(node: SyntaxNode): Expr {
    const parts = ["condition", "consequence", "alternative"].map((field) => child(node, field));
    const [condition, yes, no] = parts.map((part) => part && this.#expr(part));
    if (condition === undefined || yes === undefined || no === undefined) return this.#other(node);
    return { kind: "choice", condition, yes, no, start: node.start, end: node.end };
  }

  #operation(node: SyntaxNode): Expr {
    const { start, end } = node;
    const left = child(node, "left");
    const right = child(node, "right");
    const [operand] = node.children;
    const operator =
      left && right
        ? between(this.#facts.text, left, right)
        : operand
          ? this.#facts.text.slice(start, operand.start).trim() ||
            this.#facts.text.slice(operand.end, end).trim()
          : "";
    return { kind: "operation", operator, operands: this.#exprs(node), start, end };
  }

  #assignment(node: SyntaxNode): Expr {
    const left = child(node, "left");
    const right = child(node, "right");
    if (left === undefined || right === undefined) return this.#other(node);
    const value = this.#named(
      right,
      left.type === "member_expression" ? (child(left, "property") ?? left) : left,
    );
    const plain = node.type === "assignment_expression";
    if (plain && left.type.endsWith("_pattern")) {
      this.#bind(node, left, value);
      return value;
    }
    const operator = plain ? "=" : between(this.#facts.text, left, right) === "+=" ? "+=" : "other";
    this.#facts.assign(node, this.#expr(left), value, { operator });
    this.#commonJsExport(left, value);
    return value;
  }

  /** `module.exports = x`, `module.exports = { a }`, `exports.a = x`. */
  #commonJsExport(left: SyntaxNode, value: Expr): void {
    const target = this.#text(left);
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
    if (name !== undefined) this.#facts.export({ name, local: "", value });
    if (target !== "module.exports") return;
    this.#facts.export({ name: "default", local: "", value });
    for (const entry of value.kind === "object" ? value.entries : []) {
      if (entry.key !== undefined) this.#facts.export({ name: entry.key, local: "", value: entry.value });
    }
  }

  #stringOf(node: SyntaxNode | undefined): string {
    return node === undefined ? "" : this.#text(node).slice(1, -1);
  }

  #text(node: SyntaxNode): string {
    return this.#facts.textOf(node);
  }
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  "arrow_function",
  "function_expression",
  "generator_function",
]);

const OTHER_EXPRESSIONS: ReadonlySet<string> = new Set([
  "object",
  "array",
  "string",
  "template_string",
  "identifier",
  "class",
  ...FUNCTIONS,
]);

const isExpression = (type: string): boolean => type.endsWith("_expression") || OTHER_EXPRESSIONS.has(type);

const nothing = ({ end }: SyntaxNode): Expr => ({ kind: "other", parts: [], start: end, end });

/** The names that a declaration binds in its scope. */
function declaredNames(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type !== "lexical_declaration" && node.type !== "variable_declaration")
    return childrenIn(node, "name");
  return node.children.flatMap((declarator) => childrenIn(declarator, "name")).flatMap(boundNames);
}

const boundNames = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.type.endsWith("_pattern") && node.type !== "shorthand_property_identifier_pattern"
    ? node.children.flatMap((part) => boundNames(child(part, "value") ?? part))
    : [node];
