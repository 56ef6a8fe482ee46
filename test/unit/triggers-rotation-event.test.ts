import { rotationSteps } from "@latchkey/core/usecases/rotations/secrets-manager-step";
import { readRotationEvent } from "@latchkey/triggers/rotation-event";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const EVENT = {
  Step: "createSecret",
  SecretId: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:latchkey/prod/int_1-a1b2c3",
  ClientRequestToken: "5f0c6c0e-1111-4222-8333-444455556666",
};

describe("an event of Secrets Manager", () => {
  it("is read for each of the four steps, with the token it may bring", () => {
    for (const Step of rotationSteps)
      expect(readRotationEvent({ ...EVENT, Step })).toEqual({
        step: Step,
        secretId: EVENT.SecretId,
        clientRequestToken: EVENT.ClientRequestToken,
      });
    expect(readRotationEvent({ ...EVENT, RotationToken: "token" })).toMatchObject({ rotationToken: "token" });
    expect(readRotationEvent({ ...EVENT, RotationToken: 7, More: {} })).not.toHaveProperty("rotationToken");
  });

  it("with another step is refused, naming those that there are", () => {
    for (const Step of ["CreateSecret", "rotate", "", undefined, 1, "toString", "__proto__"])
      expect(() => readRotationEvent({ ...EVENT, Step })).toThrow(/createSecret, setSecret, testSecret, finishSecret/);
  });

  it("is refused with the name of what is missing", () => {
    for (const member of ["SecretId", "ClientRequestToken"] as const)
      for (const value of [undefined, "", null, 5, {}])
        expect(() => readRotationEvent({ ...EVENT, [member]: value })).toThrow(`${member} is missing`);
  });

  it("is refused when it is something else altogether", () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(() => readRotationEvent(event)).toThrow(/\S/);
      }),
    );
  });
});
