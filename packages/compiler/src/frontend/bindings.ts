import { type BindingElement, type BindingName, Node, type ParameterDeclaration } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding } from "../ir/expression.ts";
import { readExpression } from "./expressions.ts";
import { bindLocal, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

/** What stands above one name of a pattern: the way to it, and the defaults on that way. */
interface Above {
  readonly path: Binding["path"];
  readonly defaults: NonNullable<Binding["defaults"]>;
}

const top: Above = { path: [], defaults: [] };

/** What a name or a destructuring pattern binds. */
export function readBinding(reader: Reader, name: BindingName): readonly Binding[] {
  return bindingsAt(reader, name, top);
}

/** What a parameter binds, with its default. */
export function readParameter(reader: Reader, parameter: ParameterDeclaration): readonly Binding[] {
  return bindingsAt(
    reader,
    parameter.getNameNode(),
    withDefault(reader, top, parameter.getInitializer() ?? null),
  );
}

function bindingsAt(reader: Reader, name: BindingName, above: Above): readonly Binding[] {
  if (Node.isIdentifier(name)) {
    const local = bindLocal(reader, name);
    return [above.defaults.length === 0 ? { local, path: above.path } : { local, ...above }];
  }
  if (Node.isObjectBindingPattern(name)) {
    return name.getElements().flatMap((element) => {
      const property = element.getPropertyNameNode();
      return elementAt(reader, element, property === undefined ? element.getName() : keyOf(property), above);
    });
  }
  return name.getElements().flatMap((element, index) => {
    if (Node.isOmittedExpression(element)) return [];
    return elementAt(reader, element, index, above);
  });
}

function elementAt(
  reader: Reader,
  element: BindingElement,
  key: string | number,
  above: Above,
): readonly Binding[] {
  if (element.getDotDotDotToken() !== undefined) {
    const name = element.getNameNode();
    if (typeof key !== "number" || !Node.isIdentifier(name))
      throw new Refusal("BYL1101", "a rest pattern of an object", spanOf(element));
    const local = bindLocal(reader, name);
    return [
      above.defaults.length === 0 ? { local, path: above.path, from: key } : { local, ...above, from: key },
    ];
  }
  const here = { path: [...above.path, key], defaults: above.defaults };
  return bindingsAt(
    reader,
    element.getNameNode(),
    withDefault(reader, here, element.getInitializer() ?? null),
  );
}

function withDefault(reader: Reader, above: Above, initializer: Node | null): Above {
  if (initializer === null) return above;
  const value = readExpression(reader, initializer);
  return { path: above.path, defaults: [...above.defaults, { at: above.path.length, value }] };
}

function keyOf(property: Node): string {
  if (Node.isIdentifier(property)) return property.getText();
  if (Node.isStringLiteral(property)) return property.getLiteralValue();
  throw new Refusal("BYL1113", "", spanOf(property));
}
