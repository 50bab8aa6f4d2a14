// npm scripts find the pinned Node of node_modules/.bin first; this says what to do where there is none for the platform.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`Countersign needs Node 22.19 or newer, better 24; this is ${process.version}.`);
  console.error(
    'Run "npm ci" without --omit=optional (it brings a Node for Linux and Windows), or install Node 24 from https://nodejs.org.',
  );
  process.exit(1);
}
