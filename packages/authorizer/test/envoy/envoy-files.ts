import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import protobuf from "protobufjs";

const require = createRequire(import.meta.url);
const packageFile = require.resolve("@grpc/grpc-js-xds/package.json");
const folders = ["envoy-api", "xds", "googleapis", "protoc-gen-validate"].map((name) =>
  join(dirname(packageFile), "deps", name),
);

/** Envoy's own description of its authorization service, as gRPC's package ships it. */
export async function envoyFiles(): Promise<protobuf.Root> {
  const descriptor = require("protobufjs/google/protobuf/descriptor.json");
  protobuf.common("descriptor", descriptor.nested.google.nested.protobuf.nested);
  const root = new protobuf.Root();
  const { resolvePath } = root;
  root.resolvePath = (origin, target) => {
    if (protobuf.common.get(target) !== null) return target;
    const found = folders.map((folder) => join(folder, target)).find((file) => existsSync(file));
    return found ?? resolvePath.call(root, origin, target);
  };
  await root.load("envoy/service/auth/v3/external_auth.proto");
  root.resolveAll();
  return root;
}
