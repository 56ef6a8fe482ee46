import { enumerate } from "./harness/enumerate.ts";
import { removals } from "./scenarios/remove.ts";

enumerate(removals);
