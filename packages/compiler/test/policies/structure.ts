import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import isOpen, * as branching from "./modules/branches.ts";
import { headerNames, isPublic } from "./modules/names.ts";

const limits = { size: { small: 100 }, methods: ["GET", "HEAD"] } as const;
const packageName = "test.structure";

function isSmall(input: EnvoyInput): boolean {
  const { size } = input.attributes.request.http;
  return size === undefined || size < limits.size.small;
}

const fromHome = ({
  attributes: {
    source: { principal },
  },
}: EnvoyInput) => principal === "spiffe://home";

const deny = {
  /** Large bodies are for others. */
  large: (input: EnvoyInput) => {
    return !isSmall(input);
  },
};

const policy = envoyPolicy({
  package: packageName,
  allow: {
    fromHome,
    "by method"(input) {
      return limits.methods.some((method) => method === input.attributes.request.http.method);
    },
    "by header": (input) => input.attributes.request.http.headers[headerNames.custom] === `v${1}`,
    "by named predicate": (input) => input.parsed_path.some(isPublic),
    "not by named predicate": (input) => !input.parsed_path.some(isPublic),
    "by the value of a module": (input) =>
      input.parsed_path.some(isOpen) && isOpen(input.parsed_path[0] ?? ""),
    "by what a whole module has": (input) =>
      branching.branches.includes(input.parsed_path[0] ?? "") && branching.branches.length === 2,
    "by a helper in brackets": (input) => {
      const isLike = (part: string) => branching.startsLike("p", part);
      const again = isLike;
      return input.parsed_path.some(again) || again(input.attributes.request.http.method);
    },
    "by two helpers": (input) => isSmall(input) && !fromHome(input),
    "from if to if": (input) => {
      const [first, second] = input.parsed_path;
      if (first === "api") {
        if (second === "admin") return false;
        return true;
      } else if (first === undefined) {
        return fromHome(input);
      }
      const third = input.parsed_path[2];
      const fourth = input.parsed_path[3];
      return isPublic(first) || third === "public" || (fourth !== undefined && fourth !== third);
    },
  },
  deny,
});

export default policy;
