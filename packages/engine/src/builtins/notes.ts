// Source: OPA v1/topdown/trace.go (builtinTrace), print.go, test.go. What a policy says beside its answer goes nowhere.
import { array, text, type ValueBuiltin } from "./builtin.ts";

export const noteBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  [
    "trace",
    (args) => {
      text(args, 0);
      return true;
    },
  ],
  [
    "internal.print",
    (args) => {
      array(args, 0);
      return true;
    },
  ],
  ["internal.test_case", () => true],
]);
