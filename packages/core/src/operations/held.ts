import type { Integration } from "../integration.ts";
import type { Operation } from "../operation.ts";

/** A row whose operation is open and held by us. */
export type Held<Op extends Operation = Operation> = Integration & { readonly operation: Op };
