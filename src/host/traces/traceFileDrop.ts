import * as vscode from "vscode";
import { run } from "../commands.ts";

const FILES = "text/uri-list";

/** Files that are dropped on the view of traces are opened, as *Open Trace File…* does. */
export const traceFileDrop: vscode.TreeDragAndDropController<unknown> = {
  dropMimeTypes: [FILES],
  dragMimeTypes: [],
  async handleDrop(_target, data) {
    const list = await data.get(FILES)?.asString();
    const files = list?.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#")) ?? [];
    if (files.length > 0)
      await run(
        "traces.openFile",
        files.map((file) => vscode.Uri.parse(file)),
      );
  },
};
