// Measures one row in a process of its own and sends its figures to the one that asked: no row meets the
// heap, the compiled code or the open files of another.
import type { Figure } from "./figure.ts";

const [name] = process.argv.slice(2);
process.once("disconnect", () => process.exit(1));
const row = (await import(`./rows/${name}.ts`)) as { readonly measure: () => Promise<readonly Figure[]> };
const figures = await row.measure();
process.send?.(figures, () => process.exit(0));
