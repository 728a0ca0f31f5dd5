/** Where an OPA binary was found, in the order in which the places are tried. */
export type OpaOrigin = "env" | "path" | "cache" | "package" | "download" | "go-install";

/** A working OPA binary. */
export interface OpaBinary {
  /** Absolute path of the executable. */
  readonly path: string;
  /** As `opa version` says it, such as `1.22.2`. */
  readonly version: string;
  readonly source: OpaOrigin;
  /** What the user should know, such as a version that is not the pinned one. One sentence each. */
  readonly warnings: readonly string[];
}

/** One place that was looked at for OPA, and what came of it. */
export interface OpaStep {
  readonly source: OpaOrigin;
  /** `skipped`: not tried, because an earlier step won or because it was not allowed. */
  readonly status: "found" | "absent" | "failed" | "skipped";
  /** One sentence for the user. */
  readonly detail: string;
  readonly path?: string;
  readonly version?: string;
}

/** No place had a working OPA. The message lists each place, why it failed, and what to do. */
export class OpaNotFound extends Error {
  readonly steps: readonly OpaStep[];

  constructor(version: string, steps: readonly OpaStep[]) {
    const tried = steps.map((step) => `  ${step.source}: ${step.detail}`).join("\n");
    super(
      `No OPA ${version} could be found or installed.\n${tried}\n` +
        `Install OPA ${version} and set BYLAW_OPA to its path, or install Go and allow network access.`,
    );
    this.name = "OpaNotFound";
    this.steps = steps;
  }
}
