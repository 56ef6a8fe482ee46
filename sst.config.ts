/// <reference path="./.sst/platform/config.d.ts" />

// SST takes no imports up here: everything is under infra/ and imported where it is needed.
export default $config({
  async app(input) {
    const { readSettings } = await import("./infra/settings/read-settings.ts");
    const { region, retain } = readSettings(input.stage);
    return {
      name: "latchkey",
      home: "aws",
      removal: retain ? "retain" : "remove",
      protect: retain,
      providers: { aws: { version: "7.20.0", region }, random: { version: "4.16.6" } },
    };
  },
  async run() {
    const { readSettings } = await import("./infra/settings/read-settings.ts");
    const { stack } = await import("./infra/stack.ts");
    return stack(readSettings($app.stage));
  },
});
