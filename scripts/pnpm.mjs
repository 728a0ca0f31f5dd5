/**
 * The arguments with which npm runs the pinned pnpm. It comes through npm, which every Node.js has: corepack is
 * missing from some installations and cannot verify newer pnpm releases in others. The pin stands here and not in
 * `packageManager`, for which pnpm would want to install itself once more.
 */
export const pnpm = ["exec", "--yes", "--package=pnpm@12.21.0", "--", "pnpm"];
