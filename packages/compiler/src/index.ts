export * from "./compilation.ts";
