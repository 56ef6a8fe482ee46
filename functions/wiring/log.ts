import type { Log } from "@latchkey/core/ports/log";
import { jsonLog } from "@latchkey/runtime/log";

/** To stdout, not to the console: Lambda's console puts each line into a text of a line of its own, where nothing finds its fields. */
export const log: Log = jsonLog((line) => process.stdout.write(`${line}\n`));
