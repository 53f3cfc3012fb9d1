import Handlebars from 'handlebars';
import type { Problem, Result } from '../model/problem.ts';
import { fail, succeed } from '../model/problem.ts';
import { UNIT_TEMPLATES, type UnitTemplate } from './sources.ts';
import { type UnitView, unitViews } from './unit-view.ts';

/** Renders a unit. Throws ZodError when the view could break out of its line: a bug, not a user's fault. */
export type RenderUnit = <T extends UnitTemplate>(template: T, view: UnitView<T>) => string;

/** Compiles the templates of units, once for all hosts; a template that cannot be rendered is a problem. */
export function compileUnits(templates: Readonly<Record<UnitTemplate, string>>): Result<RenderUnit> {
  const problems: Problem[] = [];
  const compiled = new Map<UnitTemplate, HandlebarsTemplateDelegate>();
  for (const name of UNIT_TEMPLATES) {
    try {
      const parsed = Handlebars.parse(templates[name]);
      problems.push(...faultsOf(name, parsed));
      compiled.set(name, compile(parsed));
    } catch (error) {
      const message = `templates/systemd/${name}: ${(error as Error).message}`;
      problems.push({ severity: 'error', message });
    }
  }
  if (problems.length > 0) return fail(problems);
  return succeed((name, view) => {
    const render = compiled.get(name);
    if (render === undefined) throw new Error(`no template ${name}`);
    return render(unitViews[name].parse(view));
  });
}

function compile(parsed: hbs.AST.Program): HandlebarsTemplateDelegate {
  return Handlebars.compile(parsed, {
    noEscape: true,
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
  });
}

function faultsOf(name: UnitTemplate, parsed: hbs.AST.Program): Problem[] {
  const known = Object.keys(unitViews[name].shape);
  const used = namesIn(parsed);
  const faults = used.filter((word) => !known.includes(word)).map((word) => unknownName(name, word, known));
  const lost = Object.keys(REQUIRED).filter((word) => known.includes(word) && !used.includes(word));
  return [...faults, ...lost.map((word) => without(name, word))];
}

// `strict` is silent on an unknown name in `#if` and `#each`: a typo would drop a limit without a word.
function namesIn(parsed: hbs.AST.Program): string[] {
  const names = new Set<string>();
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = (path) => {
    if (!['if', 'unless', 'each', 'this'].includes(path.original)) names.add(path.original);
  };
  visitor.accept(parsed);
  return [...names];
}

function unknownName(template: string, word: string, known: readonly string[]): Problem {
  return {
    severity: 'error',
    message: `templates/systemd/${template}: {{${word}}} is not known here`,
    hint: `known: ${known.join(', ')}; blocks: if, unless, each`,
  };
}

/** What a unit cannot do without, and how it stands there. */
const REQUIRED: Readonly<Record<string, string>> = {
  command: 'ExecStart={{command}}',
  credential: 'LoadCredential={{credential}}',
  credentials: '{{#each credentials}}, LoadCredential={{this}}, {{/each}}, on a line each',
};

function without(template: string, word: string): Problem {
  const message = `templates/systemd/${template}: never uses {{${word}}}`;
  return { severity: 'error', message, hint: REQUIRED[word] ?? '' };
}
