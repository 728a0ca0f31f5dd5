export const headerNames = { custom: "x-custom" } as const;

export function isPublic(part: string): boolean {
  return part === "public" || part.startsWith("p-");
}
