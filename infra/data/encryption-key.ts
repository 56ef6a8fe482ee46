/// <reference path="../../.sst/platform/config.d.ts" />

/** A key of this account, turned every year. Gone only 30 days after it was removed. */
export const encryptionKey = (deployment: string): aws.kms.Key =>
  new aws.kms.Key("Key", {
    description: `Latchkey ${deployment}: table and function environments`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
  });
