import type { SpanId, ToolCallId, TraceId, TurnId } from "../../src/core/ids.ts";
import type { LineBody, ToolRecord } from "../../src/core/lines.ts";
import { epochMs, ms } from "../../src/core/units.ts";
import { encodeLine } from "../../src/recording/format.ts";

const LINE_BYTES = 549;

const CODE = `def refund(order: Order, amount: Decimal) -> Refund:
    """Pays back a part of an order, at most what is left of it."""
    if amount > order.total - order.refunded:
        raise RefundError(f"only {order.total - order.refunded} is left")
    return gateway.refund(order.payment, amount, key=order.id)
`;

/** Lines of a tool that read a piece of code, each as long as the average line of a recording. */
export const typicalLines = (count: number): readonly LineBody[] =>
  Array.from({ length: count }, (_, number) => {
    const start = number % 100;
    const text = `${CODE.slice(start)}${CODE}`;
    let length = LINE_BYTES - bytesOf(toolLine(number, ""));
    while (bytesOf(toolLine(number, text.slice(0, length))) > LINE_BYTES) length--;
    return toolLine(number, text.slice(0, length));
  });

const bytesOf = (body: LineBody): number =>
  Buffer.byteLength(encodeLine(1234, epochMs(1_795_441_234_567.123), ms(12_345.678), body).trim());

const toolLine = (number: number, text: string): LineBody => {
  const data: ToolRecord = {
    call: `toolu_${String(number).padStart(8, "0")}` as ToolCallId,
    turn: "01jd5v6q8m4w2x9k7c3b1a0z5y" as TurnId,
    span: {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId,
      spanId: number.toString(16).padStart(16, "0") as SpanId,
    },
    name: "read_file",
    title: "src/refunds.py:1-6",
    input: { path: "src/refunds.py", start_line: 1, end_line: 6 },
    text,
    isError: false,
    duration: ms(3.25),
  };
  return { type: "tool", data };
};
