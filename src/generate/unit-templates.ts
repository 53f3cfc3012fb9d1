import Handlebars from 'handlebars';
import type { Problem, Result } from '../model/problem.ts';
import { fail, succeed } from '../model/problem.ts';
import { UNIT_TEMPLATES, type UnitTemplate } from './sources.ts';
import { type UnitView, unitViews } from './unit-view.ts';

/** Renders a unit. Throws ZodError when the view could break out of its line: a bug, not a user's fault. */
export type RenderUnit = <T extends UnitTemplate>(template: T, view: UnitView<T>) => string;

/** Compiles the templates of units, once for all hosts; a template that cannot be rendered is a problem. */
export function compileUnits(templates: Readonly<Record<UnitTemplate, string>>): Result<RenderUnit> {
  const problems = UNIT_TEMPLATES.flatMap((name) => faultsOf(name, templates[name]));
  if (problems.length > 0) return fail(problems);
  const compiled = new Map<UnitTemplate, HandlebarsTemplateDelegate>(
    UNIT_TEMPLATES.map((name) => [name, compile(templates[name])]),
  );
  return succeed((name, view) => {
    const render = compiled.get(name);
    if (render === undefined) throw new Error(`no template ${name}`);
    return render(unitViews[name].parse(view));
  });
}

function compile(text: string): HandlebarsTemplateDelegate {
  return Handlebars.compile(text, {
    noEscape: true,
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
  });
}

function faultsOf(name: UnitTemplate, text: string): Problem[] {
  const known = Object.keys(unitViews[name].shape);
  try {
    const used = namesIn(text);
    const faults = used.filter((word) => !known.includes(word)).map((word) => unknownName(name, word, known));
    if (known.includes('command') && !used.includes('command')) faults.push(withoutCommand(name));
    return faults;
  } catch (error) {
    return [{ severity: 'error', message: `templates/systemd/${name}: ${(error as Error).message}` }];
  }
}

// `strict` is silent on an unknown name in `#if`: a typo would drop a limit without a word.
function namesIn(text: string): string[] {
  const names = new Set<string>();
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = (path) => {
    if (!['if', 'unless'].includes(path.original)) names.add(path.original);
  };
  visitor.accept(Handlebars.parse(text));
  return [...names];
}

function unknownName(template: string, word: string, known: readonly string[]): Problem {
  return {
    severity: 'error',
    message: `templates/systemd/${template}: {{${word}}} is not known here`,
    hint: `known: ${known.join(', ')}; blocks: if, unless`,
  };
}

function withoutCommand(template: string): Problem {
  return {
    severity: 'error',
    message: `templates/systemd/${template}: never uses {{command}}`,
    hint: 'ExecStart={{command}}',
  };
}
