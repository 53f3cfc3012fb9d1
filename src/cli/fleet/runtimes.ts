import { Command } from '@commander-js/extra-typings';
import type { RuntimesDocument } from '../../model/contract-files.ts';
import { addExample } from '../example.ts';
import { loadTemplates } from '../load-templates.ts';
import { readShared } from '../options.ts';
import { printProblems } from '../print-problems.ts';
import { say } from '../say.ts';
import { renderTable } from '../table.ts';

const FROM = {
  shipped: 'shipped',
  own: 'templates/runtimes/',
  mixed: 'shipped, with own files of templates/runtimes/',
} as const;

/** `mosaic fleet runtimes` */
export function runtimesCommand() {
  const command = new Command('runtimes')
    .description(
      'List the harnesses that agents can run: the shipped ones, and those of this fleet directory.',
    )
    .action(async (_, self) => {
      const shared = readShared(self);
      const templates = await loadTemplates(shared.dir);
      printProblems(templates.ok ? templates.warnings : templates.problems, shared);
      if (!templates.ok) return;
      const runtimes = templates.value.origins.map(({ runtime, from }) => ({
        name: runtime.name,
        model: runtime.model,
        summary: runtime.summary,
        from,
      }));
      const rows = runtimes.map(({ name, model, summary, from }) => [name, model, FROM[from], summary]);
      const columns = [{ title: 'runtime' }, { title: 'model' }, { title: 'from' }, { title: 'what' }];
      say<RuntimesDocument>(shared, { version: 1, runtimes }, (style) =>
        renderTable(columns, rows, style.dim),
      );
    });
  return addExample(command, 'mosaic fleet runtimes', 'mosaic fleet runtimes --json');
}
