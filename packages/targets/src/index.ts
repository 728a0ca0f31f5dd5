export type { SuiteCase } from "./gatekeeper/suite.ts";
export {
  type Artefact,
  type NamedPolicy,
  type Target,
  TargetError,
  type TargetName,
  type TargetOptions,
  targetNames,
} from "./target.ts";
export { targets } from "./targets.ts";
