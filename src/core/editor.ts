import type { Disposable } from "./ports.ts";
import type { JsonSchema } from "./model.ts";

/** Tools that other extensions of the editor offer (`vscode.lm.tools`). */
export interface EditorTools {
  /** Those that are registered now. */
  list(): readonly EditorTool[];
  /**
   * Runs one and gives its result as text.
   * @throws whatever the tool throws; an AbortError where the signal fired first.
   */
  invoke(name: string, input: object, signal: AbortSignal): Promise<string>;
}

export interface EditorTool {
  readonly name: string;
  readonly description: string;
  /** Absent where it takes no input. */
  readonly inputSchema?: JsonSchema;
}

/** Language models that other extensions of the editor offer (`vscode.lm`). */
export interface EditorModels {
  list(): Promise<readonly EditorModel[]>;
  onChange(listener: () => void): Disposable;
  /** By the model's own tokenizer. */
  countTokens(id: string, text: string, signal: AbortSignal): Promise<number>;
  /**
   * The parts of an answer as they come.
   * @throws EditorModelError, or an AbortError where the signal fired first.
   */
  send(id: string, request: EditorModelRequest, signal: AbortSignal): AsyncIterable<EditorAnswerPart>;
}

export interface EditorModel {
  /** Vendor and the vendor's id: `copilot/gpt-4.1`. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly maxInputTokens: number;
}

export interface EditorModelRequest {
  readonly messages: readonly EditorMessage[];
  readonly tools: readonly EditorTool[];
  /** For the person whom the editor asks for consent. */
  readonly justification: string;
}

export interface EditorMessage {
  readonly role: "user" | "assistant";
  readonly parts: readonly EditorMessagePart[];
}

export type EditorMessagePart =
  | { readonly type: "text"; readonly text: string }
  | EditorToolCall
  | { readonly type: "tool_result"; readonly callId: string; readonly text: string };

export interface EditorToolCall {
  readonly type: "tool_call";
  readonly callId: string;
  readonly name: string;
  readonly input: object;
}

/** `other`: a kind that we cannot use, such as an image. */
export type EditorAnswerPart =
  { readonly type: "text"; readonly text: string } | EditorToolCall | { readonly type: "other" };

/** Why the editor or a model's provider did not answer. */
export class EditorModelError extends Error {
  override readonly name = "EditorModelError";
  /** `LanguageModelError.code`: `NoPermissions`, `Blocked`, `NotFound`, or any other. */
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
