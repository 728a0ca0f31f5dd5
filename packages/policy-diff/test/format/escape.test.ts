import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  markdownCode,
  markdownText,
  markupText,
  scriptText,
  shortened,
  tabbedText,
  terminalText,
  visibleText,
} from "../../src/format/escape.ts";

const joiner = "\u2060";

describe("what cannot be seen is made visible", () => {
  test.each([
    ["a terminal escape", "\u001b[31mred", "\\u{1b}[31mred"],
    ["a line break", "one\ntwo\r", "one\\u{a}two\\u{d}"],
    ["a right-to-left override", "a\u202eb", "a\\u{202e}b"],
    ["an isolate", "a\u2067b", "a\\u{2067}b"],
    ["a zero-width space", "a\u200bb", "a\\u{200b}b"],
    ["a tag character", "a\u{e0041}b", "a\\u{e0041}b"],
    ["a lone surrogate", "a\ud800b", "a\\u{d800}b"],
    ["a variation selector", "a\ufe0fb", "a\\u{fe0f}b"],
  ])("%s", (_, text, shown) => expect(visibleText(text)).toBe(shown));

  test("letters of every script stay", () => {
    const text = "Straße, 日本語, العربية, 😀";
    expect(visibleText(text)).toBe(text);
  });
});

describe("the terminal", () => {
  test("runner commands are broken up", () => {
    expect(terminalText("::error file=a::b")).toBe(`:${joiner}:error file=a:${joiner}:b`);
    expect(terminalText("##[group]x")).toBe(`#${joiner}#[group]x`);
    expect(terminalText("##vso[task.setvariable]")).toBe(`#${joiner}#vso[task.setvariable]`);
  });

  test("no text becomes a command or an escape", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("::error::", "##[command]", "\u001b]0;x\u0007"),
        (text, evil) => {
          const shown = terminalText(text + evil + text);
          expect(shown).not.toMatch(/\p{Cc}|::|##\[/u);
        },
      ),
    );
  });
});

describe("Markdown text", () => {
  test.each([
    ["a mention", "@team", `@${joiner}team`],
    ["a reference", "#12", `#${joiner}12`],
    ["another repository's", "acme/api#7", `acme/api#${joiner}7`],
    ["a short reference", "GH-12", `GH${joiner}-12`],
    ["a bare address", "see https://evil.example/x", `see https:${joiner}//evil.example/x`],
    ["an address without a scheme", "www.evil.example", `www${joiner}.evil.example`],
    ["a table cell", "a|b", "a&#124;b"],
    ["code", "`x`", "&#96;x&#96;"],
    ["a picture", "![a](b)", "&#33;&#91;a&#93;&#40;b&#41;"],
    ["HTML", "<img src=x>", "&#60;img src=x&#62;"],
    ["a marker", "<!-- bylaw:diff -->", "&#60;&#33;-- bylaw:diff --&#62;"],
    ["an entity", "&lt;", "&#38;lt;"],
    ["emphasis", "**a** _b_ ~c~", "&#42;&#42;a&#42;&#42; &#95;b&#95; &#126;c&#126;"],
  ])("%s", (_, text, shown) => expect(markdownText(text)).toBe(shown));
});

describe("Markdown code", () => {
  test("the fence is longer than any run of backticks within", () => {
    expect(markdownCode("a")).toBe("`a`");
    expect(markdownCode("a``b")).toBe("```a``b```");
    expect(markdownCode("`a`")).toBe("`` `a` ``");
  });

  test("no pipe ends the cell and no marker is faked", () => {
    expect(markdownCode("a|b")).toBe("`a\\u{7c}b`");
    expect(markdownCode("<!-- bylaw:diff v1 -->")).not.toMatch(/<!--|-->/);
  });

  test("a line break does not end it", () => {
    expect(markdownCode("a\n\n# b")).toBe("`a\\u{a}\\u{a}# b`");
  });
});

test("shortening counts characters, not halves of them", () => {
  expect(shortened("😀😀😀", 2)).toBe("😀…");
  expect(shortened("ab", 2)).toBe("ab");
});

describe("markup", () => {
  test("no text ends a tag, an attribute or an element", () => {
    expect(markupText(`<a b="c" d='e'>&\``)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(markupText(text)).not.toMatch(/[<>"'`\u0000-\u001f\u2028\u202e]/);
      }),
    );
  });

  test("JSON stays what it was, and nothing ends the script around it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", "</script>", "<!--", "]]>"),
        (text, more) => {
          const written = scriptText(JSON.stringify([text, more]));
          expect(written).not.toMatch(/[<>&\u2028\u2029]/);
          expect(JSON.parse(written)).toEqual([text, more]);
        },
      ),
    );
  });
});

test("a field of a table has one line, and begins no formula", () => {
  expect(tabbedText("a\tb\nc")).toBe("a\\u{9}b\\u{a}c");
  expect(["=1", "+1", "-1", "@a", "1"].map(tabbedText)).toEqual(["'=1", "'+1", "'-1", "'@a", "1"]);
});
