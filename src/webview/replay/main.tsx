import type { ReplayContract } from "../../protocol/replay.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { ReplayPage } from "./replayPage.tsx";

mountPage(<ReplayPage host={connect<ReplayContract>()} />);
