import { createHash } from "node:crypto";
import type { Random } from "../../../core/ports.ts";

export type MintId = (prefix: "req" | "msg" | "toolu") => string;

/**
 * Mints the ids of one request. With a `random` port they are unique like the real API's; without
 * one they follow from the request and its number, so that a test sees the same ids each time.
 */
export function mintFor(random: Random | undefined, requestNumber: number, body: string): MintId {
  let count = 0;
  return (prefix) => {
    const digits = random
      ? Buffer.from(random.bytes(12)).toString("hex")
      : sha256(`${requestNumber} ${count++} ${body}`).slice(0, 24);
    return `${prefix}_${digits}`;
  };
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
