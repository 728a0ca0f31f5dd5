/**
 * The function with its answers remembered, for as long as somebody holds what it was asked about.
 * @param of must depend on nothing but its argument, which nobody changes
 */
export function memoised<Given extends object, Answer>(
  of: (given: Given) => Answer,
): (given: Given) => Answer {
  const known = new WeakMap<Given, { readonly answer: Answer }>();
  return (given) => {
    let found = known.get(given);
    if (found === undefined) {
      found = { answer: of(given) };
      known.set(given, found);
    }
    return found.answer;
  };
}
