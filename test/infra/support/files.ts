import { fileURLToPath } from "node:url";

/** The repository, with a slash at its end. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the suite works: a copy of the deployable part of the repository, with SST's platform beside it. */
export const projectRoot = `${root}.build/infra/project/`;
