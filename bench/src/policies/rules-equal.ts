import { each, type LargePolicy } from "./large-policy.ts";

const rules = 1_000;
const service = (index: number) => `/service-${index}/status`;

export const rulesEqual: LargePolicy = {
  name: "rules-equal",
  about: "1,000 rules that compare one path with a constant",
  make: () => ({
    rego: [
      "package bench",
      "",
      "default allow := false",
      ...each(
        rules,
        (index) =>
          `\nallow if {\n\tinput.request.path == "${service(index)}"\n\tinput.request.method == "${index % 3 === 0 ? "POST" : "GET"}"\n}`,
      ),
      "",
    ].join("\n"),
    rule: "allow",
    // Every fourth meets no rule.
    inputs: each(64, (index) => ({
      request: {
        method: "GET",
        path: index % 4 === 3 ? `/elsewhere-${index}` : service((index * 37) % rules),
      },
    })),
  }),
};
