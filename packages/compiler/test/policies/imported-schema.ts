import { policy } from "@bylaw/dsl/policy";
import { fromJsonSchema } from "@bylaw/dsl/schema";
import request from "./request.schema.json" with { type: "json" };

interface Request {
  readonly method: "GET" | "PUT";
  readonly tenant?: string;
  readonly owner?: string;
}

export default policy({
  package: "test.imported_schema",
  input: fromJsonSchema<Request>(request),
  allow: {
    reads: (input) => input.method === "GET",
    "one tenant": ({ tenant, owner }) => tenant !== undefined && tenant === owner,
  },
  deny: {
    "written without a tenant": (input) => input.method === "PUT" && input.tenant === undefined,
  },
});
