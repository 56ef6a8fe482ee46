import { enumerate } from "./harness/enumerate.ts";
import { reads } from "./scenarios/read.ts";

enumerate(reads);
