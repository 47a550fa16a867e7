import type { CompareContract } from "../../protocol/compare.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { ComparePage } from "./comparePage.tsx";

mountPage(<ComparePage host={connect<CompareContract>()} />);
