// What the plugin has a policy's module import: little, since each test file loads it anew.
export { attachArtefact } from "./decision/artefact.ts";
export { readArtefact } from "./decision/artefact-text.ts";
