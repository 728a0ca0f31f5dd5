/**
 * The blocks as Rego has to ask for them. To OPA, the IPv4-mapped address `::ffff:10.0.0.1` is an IPv4 address; to
 * its WebAssembly it is an IPv6 address. With the mapped block beside each IPv4 block, both find it.
 */
export function withMappedBlocks(blocks: readonly string[]): readonly string[] {
  return blocks.flatMap((block) => {
    const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
    if (!match) return [block];
    const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
    return [block, `::ffff:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}/${96 + bits}`];
  });
}
