import type { OpaBinary } from "@bylaw/engine";

/** A Rego version, or `auto`: what the files say of themselves, else 1 where that compiles, else 0. */
export type RegoVersionOption = "v0" | "v1" | "auto";

/** The two policies that are compared. */
export interface SidesOptions {
  /**
   * The policy as it is and as it would be. A TypeScript policy, a Rego file or folder, an OPA bundle `.tar.gz`, a
   * folder of Gatekeeper's templates and constraints, or `REV:path` for any of them at a git revision.
   */
  readonly base: string;
  readonly head: string;
  /** More base documents (JSON or YAML files or folders) for each side, over those found beside its modules. */
  readonly baseData?: readonly string[];
  readonly headData?: readonly string[];
  /** Of both sides; `auto` when absent. */
  readonly regoVersion?: RegoVersionOption;
  /** Of one side, over `regoVersion`. */
  readonly baseRegoVersion?: RegoVersionOption;
  readonly headRegoVersion?: RegoVersionOption;
  /** Decisions that head has at another path: base's path → head's path, such as `authz/allow` → `authz/v2/allow`. */
  readonly map?: Readonly<Record<string, string>>;
  /** Another OPA for a side. Both sides are replayed by `opa` then: base's, head's, or the one of `opa`. */
  readonly baseOpa?: OpaBinary;
  readonly headOpa?: OpaBinary;
  /**
   * Objects of Kubernetes, for templates and constraints of Gatekeeper: files or folders of YAML or JSON, such as what
   * `kubectl get -o json` prints. Which of them would now violate is what is compared.
   */
  readonly objects?: readonly string[];
  /** A file of OPA's capabilities that declares further builtins, as `opa capabilities` prints it. */
  readonly capabilities?: string;
}
