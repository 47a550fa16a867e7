import type { ChecklistContract } from "../../protocol/checklist.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { ChecklistPage } from "./checklistPage.tsx";

mountPage(<ChecklistPage host={connect<ChecklistContract>()} />);
