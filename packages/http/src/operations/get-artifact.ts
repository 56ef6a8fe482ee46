import { LatchkeyError } from "@latchkey/core/errors";
import type { Artifact } from "@latchkey/core/payload";
import { readPayload } from "@latchkey/core/usecases/payload";
import type { Answer } from "../answer.ts";
import { attachment } from "../attachment.ts";
import type { RevealDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";
import { shown } from "../shown.ts";

/** `GET /v1/integrations/{id}/payload/{artifact}`: the file itself, ready to be saved. */
export const getArtifact: Operation<"getArtifact", RevealDeps> = async (
  { services },
  { caller, path: { id, artifact: name }, query: { secret: mode } },
  call,
) => {
  const { payload } = await readPayload(services, { caller, id, mode }, call);
  const artifact = payload.artifacts.find((candidate) => candidate.name === name);
  if (artifact !== undefined) return fileOf(artifact);
  const known = payload.artifacts.map((candidate) => candidate.name).join(", ");
  throw new LatchkeyError("not-found", `There is no artifact ${shown(name)}. This integration has: ${known}.`);
};

const fileOf = ({ mediaType, fileName, body }: Artifact): Answer => ({
  status: 200,
  headers: { "Content-Disposition": attachment(fileName) },
  content: { mediaType: withCharset(mediaType), body },
});

/** Text without a charset is for the receiver to guess (RFC 9110 8.3.2); ours is always UTF-8. */
const withCharset = (mediaType: string): string =>
  mediaType.startsWith("text/") && !mediaType.includes("charset=") ? `${mediaType}; charset=utf-8` : mediaType;
