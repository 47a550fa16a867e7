import type { DashboardContract } from "../../protocol/dashboard.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { DashboardPage } from "./dashboardPage.tsx";

mountPage(<DashboardPage host={connect<DashboardContract>()} />);
