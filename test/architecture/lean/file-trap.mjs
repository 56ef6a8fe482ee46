// Loaded before a program: tells its parent of every file that the program opens or looks for, and keeps every name on this machine.
import dns from "node:dns";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

function trap(module, names) {
  for (const name of names) {
    const original = module[name];
    module[name] = function trapped(path, ...rest) {
      process.send?.({ file: String(path) });
      return original.call(this, path, ...rest);
    };
  }
}

// What Node itself loads modules with is bound before this.
trap(fs, ["open", "openSync", "readFile", "readFileSync", "createReadStream", "existsSync", "stat", "statSync"]);
trap(fs.promises, ["open", "readFile", "access", "stat"]);

dns.lookup = (_host, options, done) => {
  const callback = done ?? options;
  if (options?.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
syncBuiltinESMExports();
