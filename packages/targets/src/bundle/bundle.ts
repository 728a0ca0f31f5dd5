import { buildBundle } from "@bylaw/engine";
import { type NamedPolicy, type Target, TargetError } from "../target.ts";
import { bundleRoots } from "./roots.ts";

/** One OPA bundle of all policies and their data, signed when there is a key. */
export const bundle: Target = {
  name: "bundle",
  summary: "one OPA bundle of all policies and their data",
  refusal: () => undefined,
  build: async (policies, { opa, data, revision, signing }) => {
    const content = await buildBundle(
      await opa(),
      {
        modules: modulesOf(policies),
        roots: bundleRoots(
          policies.map(({ policy }) => policy.package),
          Object.keys(data ?? {}),
        ),
        ...(data === undefined ? {} : { data }),
        ...(revision === undefined ? {} : { revision }),
      },
      signing === undefined ? {} : { signing },
    );
    return [{ path: "bundle.tar.gz", content }];
  },
};

/** The modules by file, in folders by package. */
function modulesOf(policies: readonly NamedPolicy[]): Readonly<Record<string, string>> {
  const modules = new Map<string, string>();
  for (const { name, policy } of policies) {
    const file = [...policy.package.split("."), `${plain(name)}.rego`].join("/");
    if (modules.has(file)) throw new TargetError(`two policies would be ${file} in the bundle: rename one`);
    modules.set(file, policy.rego);
  }
  return Object.fromEntries(modules);
}

/** A name that every tool takes for a file's: others than letters, digits, dots and dashes are written as dashes. */
function plain(name: string): string {
  return name.replace(/[^\w.-]+/g, "-").replace(/^\.+/, "") || "policy";
}
