import { writeFile } from "node:fs/promises";
import { startWorker, type Worker } from "./children/worker.ts";
import { benchRoot, type Runtime } from "./fetched.ts";
import type { PartContext } from "./part.ts";
import { bundlePaths, environmentAt } from "./recording.ts";
import { buildReferences } from "./references.ts";
import { selfSigned } from "./upstream/certificate.ts";
import { startUpstream, type Upstream } from "./upstream/upstream.ts";

/** A process with all functions and references, over an AWS of recorded answers behind HTTPS. */
export interface Measured {
  readonly upstream: Upstream;
  readonly worker: Worker;
  close(): Promise<void>;
}

export async function startMeasured(context: PartContext, runtime: Runtime): Promise<Measured> {
  const recording = await context.recording();
  const { certificate, authority } = await trusted();
  const upstream = await startUpstream(certificate);
  const env = { ...environmentAt(recording, upstream.origin), NODE_EXTRA_CA_CERTS: authority };
  const bundles = { ...bundlePaths(context.bundles), ...(await buildReferences()) };
  const worker = await startWorker({ node: runtime.path, bundles, env });
  return {
    upstream,
    worker,
    async close() {
      await worker.close();
      await upstream.close();
      if (upstream.errors.length > 0) throw new AggregateError(upstream.errors, "AWS on the loopback interface failed");
    },
  };
}

/** A certificate, and the file in which a process finds its authority. */
export async function trusted() {
  const certificate = await selfSigned();
  const authority = `${benchRoot}/authority.pem`;
  await writeFile(authority, certificate.cert);
  return { certificate, authority };
}
