import type {
  Assignment,
  Block,
  BlockId,
  Expr,
  FileFacts,
  FunctionBlock,
  Import,
  Parameter,
} from "../facts/facts.ts";

/** What a name stands for in its scope. */
export type Binding =
  | { readonly kind: "import"; readonly import: Import }
  | { readonly kind: "assigned"; readonly assignments: readonly Assignment[] }
  | { readonly kind: "block"; readonly block: BlockId }
  | {
      readonly kind: "parameter";
      readonly of: BlockId;
      readonly parameter: Parameter;
      readonly index: number;
    };

type Scope = Map<string, Binding>;

/** The names of one file by scope, and the fields of its classes. */
export class Scopes {
  readonly #file: FileFacts;
  readonly #scopes = new Map<BlockId, Scope>();
  readonly #fields = new Map<BlockId, Map<string, Assignment[]>>();

  constructor(file: FileFacts) {
    this.#file = file;
    for (const block of file.blocks) this.#addBlock(block);
    for (const made of file.imports) this.#define(made.block, made.local, { kind: "import", import: made });
    for (const assignment of file.assignments) this.#addAssignment(assignment);
  }

  /** @returns undefined for a global of the language and for what the file does not say. */
  lookup(name: string, from: BlockId): Binding | undefined {
    let start = true;
    for (let id: BlockId | undefined = from; id !== undefined; id = this.#file.blocks[id]?.parent) {
      const block = this.#file.blocks[id] as Block;
      // Python's methods do not see the names of their class.
      if (block.kind !== "class" || start) {
        const found = this.#scopes.get(id)?.get(name);
        if (found !== undefined) return found;
      }
      if (isScope(block)) start = false;
    }
    return undefined;
  }

  /** The class whose `self` or `this` a block sees. */
  classAround(from: BlockId): BlockId | undefined {
    for (let id: BlockId | undefined = from; id !== undefined; id = this.#file.blocks[id]?.parent) {
      if (this.#file.blocks[id]?.kind === "class") return id;
    }
    return undefined;
  }

  /** The innermost function around a block, or the block itself. */
  functionAround(from: BlockId): (Block & FunctionBlock) | undefined {
    for (let id: BlockId | undefined = from; id !== undefined; id = this.#file.blocks[id]?.parent) {
      const block = this.#file.blocks[id] as Block;
      if (block.kind === "function") return block;
    }
    return undefined;
  }

  fields(ofClass: BlockId, name: string): readonly Assignment[] {
    return this.#fields.get(ofClass)?.get(name) ?? [];
  }

  /** A method or a nested class of a class, or a name in a module or function. */
  member(of: BlockId, name: string): Binding | undefined {
    return this.#scopes.get(of)?.get(name);
  }

  names(of: BlockId): readonly string[] {
    return [...(this.#scopes.get(of)?.keys() ?? [])];
  }

  #addBlock(block: Block): void {
    if (block.kind === "function" || block.kind === "class") {
      if (block.name !== "" && block.parent !== undefined)
        this.#define(block.parent, block.name, { kind: "block", block: block.id });
    }
    if (block.kind !== "function") return;
    block.parameters.forEach((parameter, index) =>
      this.#defineIn(block.id, parameter.name, { kind: "parameter", of: block.id, parameter, index }),
    );
  }

  #addAssignment(assignment: Assignment): void {
    const { target, block } = assignment;
    if (target.kind === "name") {
      this.#assign(this.#scopeOf(block), target.name, assignment);
      const inClass = this.#file.blocks[this.#scopeOf(block)];
      if (inClass?.kind === "class") this.#field(inClass.id, target.name, assignment);
    }
    if (target.kind === "member" && isSelf(target.object)) {
      const owner = this.classAround(block);
      if (owner !== undefined) this.#field(owner, target.name, assignment);
    }
  }

  #field(owner: BlockId, name: string, assignment: Assignment): void {
    const fields = this.#fields.get(owner) ?? new Map<string, Assignment[]>();
    this.#fields.set(owner, fields);
    const known = fields.get(name);
    if (known === undefined) fields.set(name, [assignment]);
    else known.push(assignment);
  }

  #assign(scope: BlockId, name: string, assignment: Assignment): void {
    const known = this.#scopes.get(scope)?.get(name);
    const assignments = known?.kind === "assigned" ? [...known.assignments, assignment] : [assignment];
    // A function that is put into a variable is found by its block; an import stays one.
    if (known === undefined || known.kind === "assigned")
      this.#defineIn(scope, name, { kind: "assigned", assignments });
  }

  #define(at: BlockId, name: string, binding: Binding): void {
    this.#defineIn(this.#scopeOf(at), name, binding);
  }

  #defineIn(scope: BlockId, name: string, binding: Binding): void {
    const names = this.#scopes.get(scope) ?? new Map<string, Binding>();
    this.#scopes.set(scope, names);
    names.set(name, binding);
  }

  #scopeOf(from: BlockId): BlockId {
    let id = from;
    for (;;) {
      const block = this.#file.blocks[id] as Block;
      if (isScope(block) || block.parent === undefined) return id;
      id = block.parent;
    }
  }
}

const isScope = ({ kind }: Block): boolean => kind === "module" || kind === "function" || kind === "class";

export const isSelf = (expr: Expr): boolean =>
  expr.kind === "name" && (expr.name === "self" || expr.name === "this" || expr.name === "cls");
