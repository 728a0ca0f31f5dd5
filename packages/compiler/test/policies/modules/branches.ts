/** What is not called by its name where it is used: a module's value, and a function in brackets. */
export default (branch: string): boolean => branch === "public" || branch === "a";

export const branches: readonly string[] = ["a", "b"];

export const startsLike = ((start, branch) => branch.startsWith(start)) satisfies (
  start: string,
  branch: string,
) => boolean;
