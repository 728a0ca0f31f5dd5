import { expect, it } from "vitest";
import { checkText } from "../../src/check/text.ts";
import { summary } from "../../src/report/statistics.ts";

it("tells of each example the least that a check took, and of each policy the median of its changes", () => {
  const warm = [
    {
      name: "authz",
      compileMs: summary([40, 30, 90]),
      processorMs: summary([35, 28, 50]),
      opaMs: summary([100]),
    },
  ];
  const text = checkText([
    {
      name: "shop",
      cold: [
        {
          first: { seconds: 2.5, processorSeconds: 2 },
          again: { seconds: 2.25, processorSeconds: 1.75 },
        },
        {
          first: { seconds: 2, processorSeconds: 2.125 },
          again: { seconds: 3, processorSeconds: 1.5 },
        },
      ],
      warm,
    },
    {
      name: "elsewhere",
      cold: [
        {
          first: { seconds: 1, processorSeconds: undefined },
          again: { seconds: 0.5, processorSeconds: undefined },
        },
      ],
      warm: [],
    },
  ]);
  expect(text).toMatch(/^shop +1 +2\.00 +2\.00 +2\.25 +1\.50$/m);
  expect(text).toMatch(/^elsewhere +0 +1\.00 +- +0\.50 +-$/m);
  expect(text).toMatch(/^shop\/authz +40 +30 - 90 +35 +28 +100$/m);
});
