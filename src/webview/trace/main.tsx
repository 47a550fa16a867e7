import type { TraceContract } from "../../protocol/trace.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { TracePage } from "./tracePage.tsx";

mountPage(<TracePage host={connect<TraceContract>()} />);
