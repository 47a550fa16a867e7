import type { ConnectContract } from "../../protocol/connect.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { ConnectPage } from "./connectPage.tsx";

mountPage(<ConnectPage host={connect<ConnectContract>()} />);
