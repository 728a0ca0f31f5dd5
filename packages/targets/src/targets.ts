import { bundle } from "./bundle/bundle.ts";
import { conftest } from "./conftest/conftest.ts";
import { envoy } from "./envoy/envoy.ts";
import { gatekeeper } from "./gatekeeper/gatekeeper.ts";
import { istio } from "./istio/istio.ts";
import { rego } from "./rego.ts";
import type { Target, TargetName } from "./target.ts";
import { wasm } from "./wasm.ts";

/** What policies can be built as, by name. */
export const targets: Readonly<Record<TargetName, Target>> = {
  rego,
  bundle,
  wasm,
  gatekeeper,
  envoy,
  istio,
  conftest,
};
