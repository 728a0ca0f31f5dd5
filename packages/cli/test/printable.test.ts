import { expect, it } from "vitest";
import { printable } from "../src/printable.ts";

it("shows what would act on a terminal instead of printing it", () => {
  expect(printable("\u001b[31mred\u0007")).toBe("\\u{1b}[31mred\\u{7}");
  expect(printable("a\u202eb\u200bc\ufeff")).toBe("a\\u{202e}b\\u{200b}c\\u{feff}");
  expect(printable("\ud800")).toBe("\\u{d800}");
});

it("leaves ordinary text as it is", () => {
  expect(printable("Zugriff für Ops: 日本語\n\tok")).toBe("Zugriff für Ops: 日本語\n\tok");
});
