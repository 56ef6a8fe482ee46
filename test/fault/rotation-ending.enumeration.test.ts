import { enumerate } from "./harness/enumerate.ts";
import { rotationEndings } from "./scenarios/rotate.ts";

enumerate(rotationEndings);
