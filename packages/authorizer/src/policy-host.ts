import {
  createJavaScriptEngine,
  type Engine,
  type OpaBinary,
  type Outcome,
  type PolicySource,
  type Query,
} from "@bylaw/engine";

/** Decides on the policies that are current, whatever they are when it is asked. */
export interface PolicyHost {
  /** Answers in any case: a policy that cannot be asked is an error like any other. */
  decide(query: Query): Promise<Outcome>;
  /**
   * Gets ready for a path.
   *
   * @throws RegoCompileError when the policies do not compile
   */
  prepare(path: string): Promise<void>;
  /** Takes other policies; what is being decided ends with those that it began with. */
  replace(source: PolicySource): void;
  close(): Promise<void>;
}

/** Engines are made for a path when it is first asked for; whoever asks for others makes the oldest be forgotten. */
const maxEngines = 32;

export function createPolicyHost(source: PolicySource, opa: OpaBinary): PolicyHost {
  let current = source;
  let engines = new Map<string, Promise<Engine>>();
  const engineFor = (path: string): Promise<Engine> => {
    const known = engines.get(path);
    if (known !== undefined) return known;
    const made = createJavaScriptEngine(opa, current, [path]);
    engines.set(path, made);
    // One that cannot be made is tried again the next time.
    made.catch(() => engines.delete(path));
    const [oldest] = engines.keys();
    if (engines.size > maxEngines && oldest !== undefined) engines.delete(oldest);
    return made;
  };
  return {
    decide: async (query) => {
      try {
        const engine = await engineFor(query.path);
        const [outcome] = await engine.evaluate([query]);
        if (outcome !== undefined) return outcome;
        throw new Error(`the engine did not answer ${query.path}`);
      } catch (error) {
        return { kind: "error", code: "internal_error", message: String(error) };
      }
    },
    prepare: async (path) => {
      await engineFor(path);
    },
    replace: (changed) => {
      current = changed;
      engines = new Map();
    },
    close: async () => {
      const made = await Promise.allSettled(engines.values());
      for (const engine of made) if (engine.status === "fulfilled") await engine.value.close();
    },
  };
}
