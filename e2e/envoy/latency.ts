/** Milliseconds of the middle and the slow requests. */
export interface LatencyRow {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

const warmUp = 200;
const rounds = 1_000;

/**
 * Times requests by several ways, one after the other and in turn, so that what else the machine does hits all alike.
 *
 * @returns the milliseconds of each way's requests
 * @throws when a request is not answered with 200
 */
export async function measure(
  ways: readonly (() => Promise<{ readonly status: number }>)[],
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = ways.map(() => []);
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const start = performance.now();
      const { status } = await way();
      if (status !== 200) throw new Error(`request ${round} was answered with ${status}`);
      if (round >= warmUp) times[index]?.push(performance.now() - start);
    }
  }
  return times;
}

export function latencyRow(name: string, times: readonly number[]): LatencyRow {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return { name, p50: at(0.5), p99: at(0.99) };
}

export function latencyTable(rows: readonly LatencyRow[]): string {
  const [first] = rows;
  const milliseconds = (value: number) => `${value.toFixed(2)} ms`.padStart(10);
  const lines = rows.map(
    ({ name, p50, p99 }) =>
      `${name.padEnd(26)}${milliseconds(p50)}${milliseconds(p99)}${milliseconds(p50 - (first?.p50 ?? 0))}`,
  );
  return `${"through Envoy".padEnd(26)}${"p50".padStart(10)}${"p99".padStart(10)}${"added".padStart(10)}\n${lines.join("\n")}\n`;
}
