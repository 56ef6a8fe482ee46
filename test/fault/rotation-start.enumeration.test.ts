import { enumerate } from "./harness/enumerate.ts";
import { rotationStarts } from "./scenarios/rotate.ts";

enumerate(rotationStarts);
