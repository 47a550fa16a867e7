import type { ChatContract } from "../../protocol/chat.ts";
import { connect } from "../kit/connection.ts";
import { mountPage } from "../kit/mount.tsx";
import { ChatPage } from "./chatPage.tsx";

mountPage(<ChatPage host={connect<ChatContract>()} />);
