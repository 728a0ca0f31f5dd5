import { markupText, shortened } from "../escape.ts";

/** A piece of the page. Only the functions of this file make one, so that no text gets into the page unescaped. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static element(name: string, attributes: Attributes, children: readonly Child[]): Markup {
    const written = Object.entries(attributes).map(([attribute, value]) => attributeText(attribute, value));
    const opening = `<${name}${written.join("")}>`;
    return new Markup(empty.has(name) ? opening : `${opening}${contentOf(children)}</${name}>`);
  }

  static joined(children: readonly Child[]): Markup {
    return new Markup(contentOf(children));
  }
}

/** Text is escaped; undefined and empty lists are nothing. */
export type Child = Markup | string | undefined | readonly Child[];

/** True writes the attribute without a value; false and undefined leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const empty: ReadonlySet<string> = new Set(["br", "hr"]);
const longestText = 2_000;

/** Names are the program's own; everything else may come from anywhere. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  return Markup.element(name, attributes, children);
}

export function joined(...children: readonly Child[]): Markup {
  return Markup.joined(children);
}

/** A place within the page; there are no other links. */
export function link(target: string, ...children: readonly Child[]): Markup {
  return element("a", { href: `#${encodeURI(target)}` }, ...children);
}

export function code(text: string, length = 300): Markup {
  return element("code", {}, shortened(text, length));
}

/** What is made of items, as many as fit into a number of bytes. */
export function fitting<Item>(
  items: readonly Item[],
  most: number,
  make: (item: Item) => Markup,
): readonly Markup[] {
  const made: Markup[] = [];
  let bytes = 0;
  for (const item of items) {
    const markup = make(item);
    bytes += Buffer.byteLength(markup.text);
    if (bytes > most) break;
    made.push(markup);
  }
  return made;
}

function contentOf(children: readonly Child[]): string {
  return children
    .map((child) => {
      if (child === undefined) return "";
      if (typeof child === "string") return markupText(shortened(child, longestText));
      return child instanceof Markup ? child.text : contentOf(child);
    })
    .join("");
}

function attributeText(name: string, value: Attributes[string]): string {
  if (value === undefined || value === false) return "";
  return value === true ? ` ${name}` : ` ${name}="${markupText(String(value))}"`;
}
