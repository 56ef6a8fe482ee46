import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { freePort } from "./load-server.ts";
import type { ServerOptions } from "./server-options.ts";

/** Gives each test of a file a folder and ports of its own, with the clock beginning now. */
export function serverFolder(): () => Pick<ServerOptions, "dir" | "port" | "loginPort" | "since"> {
  let place: ReturnType<ReturnType<typeof serverFolder>>;
  beforeEach(async () => {
    place = {
      dir: await mkdtemp(join(tmpdir(), "latchkey-load-")),
      port: await freePort(),
      loginPort: await freePort(),
      since: Date.now(),
    };
  });
  afterEach(() => rm(place.dir, { recursive: true, force: true }));
  return () => place;
}
