import { createRequire } from "node:module";
import type * as Ajv from "ajv";
import type * as Yaml from "yaml";

// Each takes a twentieth of a second to load, and few runs need either.
const require = createRequire(import.meta.url);

/** What `import("yaml")` gives, at once. */
export function yaml(): typeof Yaml {
  return require("yaml");
}

/** What `import("ajv")` gives, at once. */
export function ajv(): typeof Ajv {
  return require("ajv");
}
