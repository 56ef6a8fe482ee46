import type { OperationId } from "../routes.ts";
import { BODY_REFUSED, type OperationDoc, PROTECTED, type SuccessDoc, UPSTREAM } from "./operation-doc.ts";

const pending: SuccessDoc = {
  status: 202,
  description: "Accepted, not finished: it goes on by itself. Look again after `Retry-After` seconds at `Location`.",
  content: { schema: "Rotation" },
  headers: ["Location", "Retry-After"],
  examples: ["rotation-staging"],
};

const ENDINGS = [...PROTECTED, ...UPSTREAM, "not-found", "rotation-state", "operation-open", "secret-refused"] as const;

type RotationOperation = Extract<OperationId, `${string}Rotation`>;

/** The operations on rotations documented; complete by type. */
export const rotationDocs: Readonly<Record<RotationOperation, OperationDoc>> = {
  startRotation: {
    tag: "Rotations",
    summary: "Rotate the client secret",
    description: `Gives the app client a second secret, proves it at the token endpoint, and makes it \`AWSCURRENT\` in Secrets Manager. From then on both secrets are live (\`overlap\`): the application gets the new one, with a payload or from Secrets Manager, and nothing fails meanwhile. Complete the rotation when the new one has arrived, and the old one is deleted.

With the reason \`compromised\` there is no overlap: only the new secret stays live, and a rotation or an update that is open is overtaken. With an \`Idempotency-Key\` the request is safe to repeat for 24 hours.`,
    request: {
      description:
        "May be left out. How long and until when the old secret stays comes from here, else from the policy.",
      schema: "RotationRequest",
      examples: ["rotate", "rotate-compromised"],
    },
    answers: [
      {
        status: 201,
        description: "The new secret is `AWSCURRENT`.",
        content: { schema: "Rotation" },
        headers: ["Location", "Idempotent-Replayed"],
        examples: ["rotation-overlap", "rotation-compromised"],
      },
      { ...pending, headers: ["Location", "Retry-After", "Idempotent-Replayed"] },
    ],
    problems: [
      ...PROTECTED,
      ...UPSTREAM,
      ...BODY_REFUSED,
      "not-found",
      "not-ready",
      "operation-open",
      "rotation-open",
      "secret-slot-taken",
      "secret-refused",
      "client-gone",
      "in-flight",
      "idempotency-key-reused",
    ],
  },
  getRotation: {
    tag: "Rotations",
    summary: "Show one rotation",
    description: "Under way, or ended however long ago.",
    answers: [
      {
        status: 200,
        description: "The rotation.",
        content: { schema: "Rotation" },
        examples: ["rotation-overlap"],
      },
    ],
    problems: [...PROTECTED, ...UPSTREAM, "not-found"],
  },
  completeRotation: {
    tag: "Rotations",
    summary: "Complete a rotation",
    description:
      "Says that the application has the new secret: after one more proof of it the old one is deleted. Safe to repeat, with or without an `Idempotency-Key`: one that is completed is answered as it is.",
    answers: [
      {
        status: 200,
        description: "Only the new secret is live.",
        content: { schema: "Rotation" },
        examples: ["rotation-completed"],
      },
      { ...pending, examples: ["rotation-overlap"] },
    ],
    problems: ENDINGS,
  },
  abortRotation: {
    tag: "Rotations",
    summary: "Abort a rotation",
    description:
      "Leads back to the old secret, before or during the overlap: it is `AWSCURRENT` again, and the new one is deleted. Safe to repeat, with or without an `Idempotency-Key`: one that is aborted is answered as it is.",
    answers: [
      {
        status: 200,
        description: "Only the old secret is live.",
        content: { schema: "Rotation" },
        examples: ["rotation-aborted"],
      },
      pending,
    ],
    problems: ENDINGS,
  },
};
