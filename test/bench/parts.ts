import type { Part, PartName } from "./part.ts";
import { cold } from "./parts/cold.ts";
import { flow } from "./parts/flow.ts";
import { load } from "./parts/load.ts";
import { scale } from "./parts/scale.ts";
import { size } from "./parts/size.ts";
import { warm } from "./parts/warm.ts";

/** Everything that is measured, by name. */
export const PARTS: Readonly<Record<PartName, Part>> = { size, cold, flow, warm, scale, load };
