import { buildAll } from "../../tools/build.ts";

/** Builds the function bundles once per test run, so that every suite runs what would be deployed. */
export const setup = (): Promise<void> => buildAll();
