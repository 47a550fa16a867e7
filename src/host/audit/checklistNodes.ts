import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { Evidence, ItemResult, ProjectResult, State } from "../../audit/result.ts";
import type { Category, RuleText } from "../../audit/rules/rule.ts";
import { CATEGORIES, CATEGORY_TITLES, PROVEN, STATE_WORDS } from "../../core/checklist.ts";
import { commandId } from "../manifest.ts";
import { isOpen, isShown, nameOf } from "./checklistWords.ts";

/** What the Checklist view shows, from the outside in. */
export type ChecklistNode =
  | { readonly kind: "project"; readonly audited: Audited; readonly project: ProjectResult }
  | {
      readonly kind: "category";
      readonly audited: Audited;
      readonly project: ProjectResult;
      readonly category: Category;
    }
  | {
      readonly kind: "item";
      readonly audited: Audited;
      readonly root: string;
      readonly item: ItemResult;
      readonly rule: RuleText;
    }
  | {
      readonly kind: "place";
      readonly audited: Audited;
      readonly place: Evidence;
      readonly role: "evidence" | "gap";
    }
  | { readonly kind: "fix"; readonly text: string };

/** One project's categories stand at the top; several projects stand above theirs. */
export function topNodes(all: readonly Audited[]): readonly ChecklistNode[] {
  const projects = all.flatMap((audited) =>
    audited.result.projects
      .filter(isShown)
      .map((project) => ({ kind: "project" as const, audited, project })),
  );
  const [only] = projects;
  return projects.length === 1 && only ? childNodes(only) : projects;
}

export function childNodes(node: ChecklistNode): readonly ChecklistNode[] {
  switch (node.kind) {
    case "project":
      return CATEGORIES.map((category) => ({ ...node, kind: "category" as const, category })).filter(
        (child) => itemsOf(child).length > 0,
      );
    case "category":
      return itemsOf(node);
    case "item": {
      const { audited, item, rule } = node;
      const places = (role: "evidence" | "gap", all: readonly Evidence[]): readonly ChecklistNode[] =>
        all.map((place) => ({ kind: "place", audited, place, role }));
      const fix = isOpen(item) ? [{ kind: "fix" as const, text: rule.fix }] : [];
      return [
        ...places("evidence", item.evidence),
        ...(isOpen(item) ? places("gap", item.gaps) : []),
        ...fix,
      ];
    }
    case "place":
    case "fix":
      return [];
  }
}

type CategoryNode = Extract<ChecklistNode, { kind: "category" }>;

const itemsOf = ({ audited, project, category }: CategoryNode) =>
  project.items.flatMap((item) => {
    const rule = audited.checklist.find(({ code }) => code === item.code);
    return rule?.category === category
      ? [{ kind: "item" as const, audited, root: project.root, item, rule }]
      : [];
  });

export function toTreeItem(node: ChecklistNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  switch (node.kind) {
    case "project": {
      const tree = new vscode.TreeItem(nameOf(node.audited, node.project.root), Expanded);
      tree.description = node.project.frameworks.join(", ");
      tree.iconPath = new vscode.ThemeIcon("project");
      return tree;
    }
    case "category": {
      const items = itemsOf(node);
      const done = items.filter(({ item }) => !isOpen(item)).length;
      const tree = new vscode.TreeItem(CATEGORY_TITLES[node.category], Expanded);
      tree.description = `${done} of ${items.length}`;
      return tree;
    }
    case "item":
      return itemTree(node, childNodes(node).length > 0 ? Collapsed : None);
    case "place":
      return placeTree(node);
    case "fix": {
      const tree = new vscode.TreeItem(`To do: ${node.text}`, None);
      tree.iconPath = new vscode.ThemeIcon("lightbulb");
      tree.tooltip = `To do: ${node.text}`;
      return tree;
    }
  }
}

const ICONS: Readonly<Record<State, readonly [icon: string, color: string]>> = {
  present: ["pass-filled", "testing.iconPassed"],
  partial: ["warning", "list.warningForeground"],
  absent: ["error", "testing.iconFailed"],
  not_applicable: ["circle-slash", "disabledForeground"],
  unknown: ["question", "testing.iconSkipped"],
};

function itemTree(
  { item, rule }: Extract<ChecklistNode, { kind: "item" }>,
  collapsible: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const tree = new vscode.TreeItem(rule.title, collapsible);
  const [icon, color] = ICONS[item.state];
  tree.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  tree.description = describe(item);
  tree.tooltip = new vscode.MarkdownString()
    .appendMarkdown(`**${item.code} · ${rule.title}**: ${describe(item)}\n\n`)
    .appendMarkdown(`${rule.wants}\n\n${rule.why}\n\n`)
    .appendMarkdown(`_Looked at:_ ${rule.searched}.`);
  tree.accessibilityInformation = { label: `${rule.title}: ${describe(item)}` };
  tree.contextValue = `item.${item.state}`;
  return tree;
}

const SOURCES: Readonly<Partial<Record<ItemResult["provenance"], string>>> = {
  default: " by default",
  config: " by configuration",
  runtime: ", seen running",
  declared: ", declared",
};

/** “present by default, likely”. */
function describe({ state, provenance, confidence }: ItemResult): string {
  const source = SOURCES[provenance] ?? "";
  const shown = state === "present" || state === "partial" || provenance === "declared" ? source : "";
  const sure = state === "unknown" || provenance === "declared" || confidence >= PROVEN ? "" : ", likely";
  return `${STATE_WORDS[state]}${shown}${sure}`;
}

function placeTree({ audited, place, role }: Extract<ChecklistNode, { kind: "place" }>): vscode.TreeItem {
  const tree = new vscode.TreeItem(place.why.replaceAll(/\s+/g, " "), vscode.TreeItemCollapsibleState.None);
  tree.description = `${place.file}:${place.line}`;
  tree.iconPath = new vscode.ThemeIcon(role === "evidence" ? "check" : "debug-breakpoint-unverified");
  tree.tooltip = `${place.why}\n${place.file}:${place.line}`;
  tree.contextValue = `place.${role}`;
  if (place.trace !== undefined) {
    tree.iconPath = new vscode.ThemeIcon("pulse");
    tree.tooltip = `${tree.tooltip}\nOpens the trace.`;
    tree.command = {
      title: "Open Trace",
      command: commandId("traces.open"),
      arguments: [{ trace: place.trace }],
    };
    return tree;
  }
  const start = new vscode.Position(place.line - 1, 0);
  tree.command = {
    title: "Open",
    command: "vscode.open",
    arguments: [uriOf(audited, place.file), { selection: new vscode.Range(start, start), preview: true }],
  };
  return tree;
}

/** A place whose file is the folder itself has none to open but the folder. */
export const uriOf = ({ folder }: Pick<Audited, "folder">, file: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.Uri.file(folder), file);
