// Runs before anything else, on any Node: an old one gets a sentence instead of a syntax error.
var version = process.versions.node.split(".");
var major = Number(version[0]);
var minor = Number(version[1]);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write("Latchkey needs Node.js 20.19 or newer; this is " + process.versions.node + ".\n");
  process.exit(1);
}
