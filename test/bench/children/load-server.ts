// The local service as `npm start` runs it, without its jobs, for a process that loads it. Its one argument is the folder of the bundles.
import { startStack } from "@latchkey/local/stack/start-stack";

const stack = await startStack({ port: 0, loginPort: 0, bundles: process.argv[2] ?? "" });
process.send?.(stack.description);
process.once("disconnect", () => process.exit(0));
