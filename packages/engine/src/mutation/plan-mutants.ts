import { innerBlocks, mapScopes, probeAt, withInnerBlocks } from "../evidence/plan-scope.ts";
import { type Owner, type Place, placeKey, type RuleSite } from "../evidence/source-table.ts";
import type { OwnerOf } from "../evidence/statement-owner.ts";
import { mentionsOf, statementsWithin } from "../javascript/mentions.ts";
import type { Block, Local, Operand, Plan, Statement } from "../plan/plan.ts";
import { mistakesOf, type PlanTexts } from "./mistakes.ts";

/** A mistake in a module, which a plan holds beside what is written. */
export interface PlanMutant {
  readonly id: number;
  /** The number of the first mutant of the same place. */
  readonly site: number;
  readonly operator: string;
  readonly place: Place;
  /** What would be written instead, as far as the plan tells; empty when something is left out. */
  readonly replacement: string;
}

/** What is known of the modules of a plan. */
export interface MutationScope {
  readonly ownerOf: OwnerOf;
  readonly placeOf: (statement: Statement) => Place | undefined;
  readonly rules: readonly Omit<RuleSite, "planned">[];
  readonly expressions: readonly { readonly place: Place }[];
  /** Whether a module is to have mutants, which tests are not. */
  readonly isMutated: (file: string) => boolean;
}

export interface MutatedPlan {
  readonly plan: Plan;
  readonly mutants: readonly PlanMutant[];
}

/**
 * Puts all mutants into a plan, each behind a probe that is asked whether it is the one. What OPA plans several times,
 * as it does for `with`, has the same mutants each time.
 */
export function withMutants(plan: Plan, scope: MutationScope): MutatedPlan {
  return new PlanMutation(plan, scope).mutated(plan);
}

const yes: Operand = { type: "bool", value: true };

class PlanMutation {
  readonly #scope: MutationScope;
  readonly #mutants: PlanMutant[] = [];
  readonly #sites = new Map<string, number>();
  readonly #strings: { readonly value: string }[];
  readonly #texts: PlanTexts;
  #nextLocal: Local;
  #occurrences = new Map<string, number>();
  /** How often the body at hand reads each local. */
  #reads: ReadonlyMap<Local, number> = new Map();

  constructor(plan: Plan, scope: MutationScope) {
    this.#scope = scope;
    this.#strings = [...(plan.static?.strings ?? [])];
    this.#nextLocal = 1 + largestLocal(plan);
    this.#texts = {
      textOf: (operand) =>
        operand.type === "string_index" ? this.#strings[operand.value]?.value : undefined,
      operandOf: (text) => ({ type: "string_index", value: this.#strings.push({ value: text }) - 1 }),
    };
  }

  mutated(plan: Plan): MutatedPlan {
    const mutated = mapScopes(plan, ({ blocks, isEntry, result }) => {
      if (isEntry) return blocks;
      this.#occurrences = new Map();
      return blocks.map((block) => this.#ruleBlock(block, result));
    });
    return {
      plan: { ...mutated, static: { ...mutated.static, strings: this.#strings } },
      mutants: this.#mutants,
    };
  }

  /** Source of the shapes: OPA internal/planner/planner.go, `planRules`. */
  #ruleBlock(block: Block, result: Local | undefined): Block {
    const [first, ...rest] = block.stmts;
    if (first === undefined) return block;
    // The branches of `else`.
    if (first.type === "BlockStmt" && rest.every(({ type }) => type === "BlockStmt"))
      return {
        stmts: block.stmts.map((one) => withInnerBlocks(one, (inner) => this.#ruleBlock(inner, result))),
      };
    // Bodies use the same locals for values of their own.
    this.#reads = readsIn(block);
    const rule = ruleOf(this.#scope.ownerOf(first));
    const site = rule === undefined ? undefined : this.#scope.rules[rule.id];
    const inside = this.#block(block, rule).stmts;
    const begins = first.type === "ResetLocalStmt" || first.type === "IsUndefinedStmt";
    if (site === undefined || !begins || !this.#scope.isMutated(site.place.file)) return { stmts: inside };
    const operator = site.kind === "default" ? "drop a default" : "drop a rule";
    const id = this.#siteOf(`rule ${site.id}`, site.head, [{ operator, replacement: "" }]);
    return { stmts: [...inside.slice(0, 1), probeAt(first, "mutantKept", id), ...inside.slice(1)] };
  }

  /** @param context what the block is in: a rule, or the expression with a comprehension */
  #block(block: Block, context: Owner | undefined): Block {
    const made: Statement[] = [];
    const { stmts } = block;
    for (let start = 0; start < stmts.length; ) {
      const expression = this.#expressionAt(stmts[start], context);
      let end = start + 1;
      while (
        end < stmts.length &&
        expression !== undefined &&
        this.#expressionAt(stmts[end], context) === expression
      )
        end++;
      const run = stmts.slice(start, end);
      const inside = run.flatMap((statement) => this.#statement(statement, expression ?? context));
      made.push(...(expression === undefined ? inside : this.#expression(expression, run, inside)));
      start = end;
    }
    return { stmts: made };
  }

  /** The expression right below the context that a statement belongs to. */
  #expressionAt(statement: Statement | undefined, context: Owner | undefined): Owner | undefined {
    let owner = statement === undefined ? undefined : this.#scope.ownerOf(statement);
    while (owner !== undefined && owner.parent !== context && owner.parent?.parent !== undefined)
      owner = owner.parent;
    if (owner?.kind !== "expression") return undefined;
    // What the context does itself is no expression in it.
    return context !== undefined && isWithin(context, owner) ? undefined : owner;
  }

  /** The mistakes within one statement. */
  #statement(statement: Statement, context: Owner | undefined): readonly Statement[] {
    const inside = withInnerBlocks(statement, (inner) => this.#block(inner, context));
    const place = this.#scope.placeOf(statement);
    const owner = this.#scope.ownerOf(statement);
    if (place === undefined || owner?.kind !== "expression" || !this.#scope.isMutated(place.file))
      return [inside];
    const mistakes = mistakesOf(statement, this.#texts);
    if (mistakes.length === 0) return [inside];
    const ordinal = this.#ordinalOf(`${statement.type} ${placeKey(place)}`);
    const site = this.#siteOf(`${statement.type} ${placeKey(place)} ${ordinal}`, place, mistakes);
    const passed = this.#nextLocal++;
    const done: Statement = { type: "AssignVarStmt", stmt: { source: yes, target: passed } };
    const results = mentionsOf(statement).writes;
    return [
      reset(passed),
      ...results.map(reset),
      blocks([
        [probeAt(statement, "mutantKept", site), inside, done],
        ...mistakes.map((mistake, index) => [
          probeAt(statement, "mutantChosen", site + index),
          mistake.statement,
          done,
        ]),
      ]),
      isDefined(passed),
    ];
  }

  /** An expression that only tests can be left out, or be taken for its opposite. */
  #expression(owner: Owner, run: readonly Statement[], inside: readonly Statement[]): readonly Statement[] {
    const place = owner.kind === "expression" ? this.#scope.expressions[owner.id]?.place : undefined;
    const [first] = run;
    if (place === undefined || first === undefined || !this.#scope.isMutated(place.file)) return inside;
    if (!this.#isTest(owner, run)) return inside;
    const site = this.#siteOf(`expression ${placeKey(place)}`, place, [
      { operator: "drop a condition", replacement: "" },
      { operator: "negate", replacement: "not" },
    ]);
    const [holds, goesOn] = [this.#nextLocal++, this.#nextLocal++];
    const assign = (target: Local): Statement => ({ type: "AssignVarStmt", stmt: { source: yes, target } });
    return [
      reset(holds),
      reset(goesOn),
      blocks([
        [...inside, assign(holds)],
        [probeAt(first, "mutantChosen", site), assign(goesOn)],
        [
          probeAt(first, "mutantChosen", site + 1),
          { type: "IsUndefinedStmt", stmt: { source: holds } },
          assign(goesOn),
        ],
        [probeAt(first, "mutantKept", site), isDefined(holds), assign(goesOn)],
      ]),
      isDefined(goesOn),
    ];
  }

  /** Whether nothing behind a run of statements depends on anything but that they were gone through. */
  #isTest(owner: Owner, run: readonly Statement[]): boolean {
    const all = run.flatMap((statement) => [statement, ...innerBlocks(statement).flatMap(statementsWithin)]);
    for (const statement of all) {
      const own = this.#scope.ownerOf(statement);
      if (own !== undefined && !isWithin(own, owner)) return false;
      if (/^(?:CallDynamic|ReturnLocal|AssignVarOnce|ResultSetAdd)Stmt$/.test(statement.type)) return false;
    }
    if (run.some((statement) => leavesMore(statement, 0))) return false;
    const reads = new Map<Local, number>();
    for (const statement of all)
      for (const local of mentionsOf(statement).reads) reads.set(local, (reads.get(local) ?? 0) + 1);
    const written = new Set(all.flatMap((statement) => mentionsOf(statement).writes));
    return [...written].every((local) => (this.#reads.get(local) ?? 0) === (reads.get(local) ?? 0));
  }

  #ordinalOf(key: string): number {
    const ordinal = this.#occurrences.get(key) ?? 0;
    this.#occurrences.set(key, ordinal + 1);
    return ordinal;
  }

  /** @returns the number of the first mutant */
  #siteOf(
    key: string,
    place: Place,
    variants: readonly { readonly operator: string; readonly replacement: string }[],
  ): number {
    const known = this.#sites.get(key);
    if (known !== undefined) return known;
    const site = this.#mutants.length;
    this.#sites.set(key, site);
    for (const { operator, replacement } of variants)
      this.#mutants.push({ id: this.#mutants.length, site, operator, place, replacement });
    return site;
  }
}

function blocks(all: readonly (readonly Statement[])[]): Statement {
  return { type: "BlockStmt", stmt: { blocks: all.map((stmts) => ({ stmts })) } };
}

function reset(target: Local): Statement {
  return { type: "ResetLocalStmt", stmt: { target } };
}

function isDefined(source: Local): Statement {
  return { type: "IsDefinedStmt", stmt: { source } };
}

function ruleOf(owner: Owner | undefined): Owner | undefined {
  let rule = owner;
  while (rule?.parent !== undefined) rule = rule.parent;
  return rule;
}

function isWithin(owner: Owner, outer: Owner): boolean {
  for (let one: Owner | undefined = owner; one !== undefined; one = one.parent)
    if (one === outer) return true;
  return false;
}

/** Whether a statement jumps out of more than the block around the run. */
function leavesMore(statement: Statement, depth: number): boolean {
  if (statement.type === "BreakStmt") return statement.stmt.index > depth;
  return innerBlocks(statement).some(({ stmts }) => stmts.some((inner) => leavesMore(inner, depth + 1)));
}

function readsIn(block: Block): ReadonlyMap<Local, number> {
  const reads = new Map<Local, number>();
  for (const statement of statementsWithin(block))
    for (const local of mentionsOf(statement).reads) reads.set(local, (reads.get(local) ?? 0) + 1);
  return reads;
}

function largestLocal(plan: Plan): Local {
  let largest = 0;
  for (const { params, return: result, blocks: own } of plan.funcs?.funcs ?? [])
    for (const local of [...params, result, ...localsIn(own)]) largest = Math.max(largest, local);
  for (const { blocks: own } of plan.plans?.plans ?? [])
    for (const local of localsIn(own)) largest = Math.max(largest, local);
  return largest;
}

function localsIn(blocks: readonly Block[]): readonly Local[] {
  return blocks
    .flatMap(statementsWithin)
    .flatMap((statement) => [...mentionsOf(statement).reads, ...mentionsOf(statement).writes]);
}
