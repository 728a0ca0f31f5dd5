/**
 * The codes of OPA's errors. A record may hold any text in place of one; only these are taken for codes.
 * Sources: OPA 1.22.2, v1/topdown/errors.go, v1/ast/errors.go, v1/server/types/types.go, v1/storage/errors.go.
 */
const codes: ReadonlySet<string> = new Set([
  "eval_builtin_error",
  "eval_cancel_error",
  "eval_conflict_error",
  "eval_internal_error",
  "eval_type_error",
  "eval_with_merge_error",
  "rego_compile_error",
  "rego_format_error",
  "rego_parse_error",
  "rego_recursion_error",
  "rego_type_error",
  "rego_unsafe_var_error",
  "evaluation_error",
  "internal_error",
  "invalid_operation",
  "invalid_parameter",
  "resource_conflict",
  "resource_not_found",
  "unauthorized",
  "undefined_document",
  "storage_internal_error",
  "storage_invalid_patch_error",
  "storage_invalid_txn_error",
  "storage_not_found_error",
  "storage_policy_not_supported_error",
  "storage_triggers_not_supported_error",
  "storage_write_conflict_error",
  "storage_writes_not_supported_error",
]);

/** @returns the code; empty when it is none of OPA's */
export function errorCode(text: string): string {
  return codes.has(text) ? text : "";
}

/** @returns the first code in a message; empty when there is none */
export function errorCodeIn(message: string): string {
  return (message.match(/\b[a-z_]+_error\b/g) ?? []).find((word) => codes.has(word)) ?? "";
}
